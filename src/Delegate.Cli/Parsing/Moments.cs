using System.Globalization;

namespace Delegate.Cli.Parsing;

/// <summary>Points in time as people write them.</summary>
internal static class Moments
{
    public const string Accepts = "how long ago (2h, 30d), a time of day (03:15, the last that has passed), or a date such as 2026-01-31 or 2026-01-31T12:00Z; local time where no zone is given";

    /// <summary>Null when it is none.</summary>
    public static DateTimeOffset? Parse(string text, TimeProvider clock)
    {
        if (Durations.TryParseAge(text, out var ago))
            return clock.GetUtcNow() - ago;
        if (TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out var clockTime) && text.Contains(':', StringComparison.Ordinal))
        {
            var now = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), clock.LocalTimeZone);
            var day = now.TimeOfDay >= clockTime.ToTimeSpan() ? now.Date : now.Date.AddDays(-1);
            var local = day + clockTime.ToTimeSpan();
            return new(local, clock.LocalTimeZone.GetUtcOffset(local));
        }
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time) || text.All(char.IsAsciiDigit))
            return null;
        return time.Kind == DateTimeKind.Unspecified ? new(time, clock.LocalTimeZone.GetUtcOffset(time)) : new(time);
    }
}
