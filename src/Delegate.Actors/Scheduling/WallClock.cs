namespace Delegate.Actors.Scheduling;

/// <summary>
/// Local time in one zone, and back. Only the direction from UTC to local time is asked of the zone, which has one answer
/// for every instant; the way back, where an hour may be missing or come twice, is worked out here, by one written rule.
/// </summary>
/// <remarks>
/// The platform's own way back has no answer for a day that a zone left out (Samoa, 30 December 2011), and the cron
/// library, which trusts it, then gives the same instant again and again.
/// </remarks>
internal sealed class WallClock(TimeZoneInfo zone)
{
    // No place is further from UTC than this.
    private static readonly TimeSpan Furthest = TimeSpan.FromHours(26);
    private static readonly TimeSpan Step = TimeSpan.FromHours(24);

    /// <summary>What clocks show at an instant.</summary>
    public DateTime Shows(DateTime utc) => AsUtcKind(utc + Offset(utc));

    public TimeSpan Offset(DateTime utc) => zone.GetUtcOffset(utc);

    /// <summary>The first instant at which clocks show a time; where they jump over it, the instant of the jump.</summary>
    public DateTime First(DateTime local)
    {
        var (from, until) = (Clamp(local, -Furthest), Clamp(local, Furthest));
        var utc = local - Offset(from);
        for (var change = NextChange(from, until); change is { } at; change = NextChange(at, until))
        {
            if (utc < at)
                return utc;
            utc = local - Offset(at);
            if (utc < at)
                return at; // neither before the change nor after it
        }
        return utc;
    }

    /// <summary>The first instant after <paramref name="from"/>, up to <paramref name="until"/>, at which the offset is another one.</summary>
    public DateTime? NextChange(DateTime from, DateTime until)
    {
        var offset = Offset(from);
        for (var low = from; low < until;)
        {
            var high = until - low > Step ? low + Step : until;
            if (Offset(high) == offset)
            {
                low = high;
                continue;
            }
            // Changes fall on whole seconds.
            var (before, after) = (low.Ticks / TimeSpan.TicksPerSecond, ((high.Ticks - 1) / TimeSpan.TicksPerSecond) + 1);
            while (after - before > 1)
            {
                var middle = before + ((after - before) / 2);
                if (Offset(At(middle)) == offset)
                    before = middle;
                else
                    after = middle;
            }
            return At(after);
        }
        return null;
    }

    private static DateTime At(long second) => new(second * TimeSpan.TicksPerSecond, DateTimeKind.Utc);

    private static DateTime AsUtcKind(DateTime time) => DateTime.SpecifyKind(time, DateTimeKind.Utc);

    private static DateTime Clamp(DateTime time, TimeSpan by)
    {
        var ticks = Math.Clamp(time.Ticks + by.Ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks);
        return new(ticks, DateTimeKind.Utc);
    }
}
