using Cronos;
using Delegate.Contracts;

namespace Delegate.Actors.Scheduling;

/// <summary>The instants at which a schedule is due. Pure: asked for the one after an instant, it always gives the same.</summary>
public abstract class Recurrence
{
    private Recurrence(TimeZoneInfo zone) => Zone = zone;

    /// <summary>The zone that its times are read and shown in.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>True when there is always a next one.</summary>
    public bool IsEndless => this is not Instants;

    /// <summary>In words.</summary>
    public abstract string Words { get; }

    /// <summary>The first instant later than <paramref name="after"/>, in UTC; null when there is none.</summary>
    public abstract DateTimeOffset? Next(DateTimeOffset after);

    /// <summary>An instant as the schedule's zone writes it.</summary>
    public DateTimeOffset InZone(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, Zone);

    /// <summary>
    /// A time of day: hours, minutes and seconds are plain numbers. It comes once on every day that fits: where clocks jump
    /// over it, at the jump; where it comes twice, the first time.
    /// </summary>
    internal sealed class TimesOfDay(CronExpression cron, TimeZoneInfo zone, string words) : Recurrence(zone)
    {
        private readonly WallClock _clock = new(zone);

        public override string Words => words;

        public override DateTimeOffset? Next(DateTimeOffset after)
        {
            var local = _clock.Shows(after.UtcDateTime);
            while (cron.GetNextOccurrence(local) is { } next)
            {
                var instant = _clock.First(next);
                if (instant > after.UtcDateTime)
                    return new(instant, TimeSpan.Zero);
                local = next;
            }
            return null;
        }
    }

    /// <summary>
    /// A rhythm: some of the three fields says <c>*</c>, a range or a step. It goes on with real time: what clocks jump over
    /// is not there, and an hour that comes twice has its occurrences twice.
    /// </summary>
    internal sealed class Rhythm(CronExpression cron, TimeZoneInfo zone, string words) : Recurrence(zone)
    {
        private readonly WallClock _clock = new(zone);

        public override string Words => words;

        public override DateTimeOffset? Next(DateTimeOffset after)
        {
            var (from, inclusive) = (after.UtcDateTime, false);
            for (; ; )
            {
                var offset = _clock.Offset(from);
                if (cron.GetNextOccurrence(DateTime.SpecifyKind(from + offset, DateTimeKind.Utc), inclusive) is not { } local)
                    return null;
                var instant = local - offset;
                if (_clock.NextChange(from, instant) is not { } change)
                    return new(instant, TimeSpan.Zero);
                (from, inclusive) = (change, true);
            }
        }
    }

    internal sealed class Instants(IReadOnlyList<DateTimeOffset> times, TimeZoneInfo zone) : Recurrence(zone)
    {
        private readonly DateTimeOffset[] _times = [.. times.Select(time => time.ToUniversalTime()).Distinct().Order()];

        public override string Words => _times.Length == 1
            ? $"at {InZone(_times[0]):yyyy-MM-ddTHH:mm:sszzz}"
            : $"at {_times.Length} instants from {InZone(_times[0]):yyyy-MM-ddTHH:mm:sszzz} on";

        public override DateTimeOffset? Next(DateTimeOffset after)
        {
            var found = Array.BinarySearch(_times, after);
            var next = found >= 0 ? found + 1 : ~found;
            return next < _times.Length ? _times[next] : null;
        }
    }

    internal sealed class Intervals(DateTimeOffset first, TimeSpan every, TimeZoneInfo zone) : Recurrence(zone)
    {
        public override string Words => $"every {every:c}";

        public override DateTimeOffset? Next(DateTimeOffset after) =>
            after < first ? first : first + (((after - first).Ticks / every.Ticks) + 1) * every;
    }
}
