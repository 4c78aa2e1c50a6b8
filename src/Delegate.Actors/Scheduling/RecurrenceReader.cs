using System.Security;
using Cronos;
using Delegate.Contracts;

namespace Delegate.Actors.Scheduling;

/// <summary>Reads what somebody wrote as the times of a schedule; what makes no sense is refused with the reason and an example.</summary>
public static class RecurrenceReader
{
    private const int MostInstants = 1_000;
    private const long ShortestIntervalMs = 1_000;
    private const long LongestIntervalMs = 366L * 86_400_000;
    private const string Examples = "for instance '30 2 * * *' (daily at 02:30), '*/15 * * * *', '0 9 * * MON-FRI', '0 0 L * *', '@daily'";

    private static readonly string[] Macros = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly", "@every_minute", "@every_second"];

    /// <param name="countsFrom">The first instant of an interval.</param>
    public static (Recurrence? Recurrence, DelegateError? Error) Read(RecurrenceRequest request, DateTimeOffset countsFrom)
    {
        var given = (request.Cron is null ? 0 : 1) + (request.At is null ? 0 : 1) + (request.EveryMs is null ? 0 : 1);
        if (given != 1)
            return Refuse($"A schedule has exactly one of a cron expression, instants and an interval; this one has {given}.", "when");
        if (FindZone(request.Timezone) is not { } zone)
            return (null, new(ErrorCodes.InvalidTimezone,
                $"There is no time zone '{request.Timezone}'{DidYouMean.Tail(request.Timezone!, TimeZoneInfo.GetSystemTimeZones().Select(known => known.Id))}",
                "use a name of the IANA database, such as Europe/Berlin or UTC", "when.timezone"));
        if (request.Cron is { } cron)
            return ReadCron(cron, request.Seconds, zone);
        if (request.At is { } times)
            return times.Count is >= 1 and <= MostInstants
                ? (new Recurrence.Instants(times, zone), null)
                : Refuse($"There are {times.Count} instants; a schedule has 1 to {MostInstants}.", "when.at");
        return request.EveryMs is >= ShortestIntervalMs and <= LongestIntervalMs and var every
            ? (new Recurrence.Intervals(countsFrom.ToUniversalTime(), TimeSpan.FromMilliseconds(every), zone), null)
            : Refuse($"An interval of {request.EveryMs} ms is out of range: {ShortestIntervalMs} (a second) to {LongestIntervalMs} (a year).", "when.everyMs");
    }

    private static (Recurrence?, DelegateError?) ReadCron(string text, bool seconds, TimeZoneInfo zone)
    {
        var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var isMacro = fields is [['@', ..]];
        if (isMacro && !Macros.Contains(fields[0], StringComparer.OrdinalIgnoreCase))
            return Refuse($"'{text}' is not one of {string.Join(", ", Macros)}{DidYouMean.Tail(fields[0], Macros)}", "when.cron");
        if (!isMacro && fields.Length != (seconds ? 6 : 5))
            return Refuse(fields.Length == 6
                ? $"'{text}' has six fields, and five are expected: minute, hour, day of month, month, day of week. Ask for seconds if the first is meant to be that."
                : $"'{text}' has {fields.Length} fields, and {(seconds ? "six are expected: second, minute" : "five are expected: minute")}, hour, day of month, month, day of week.", "when.cron");
        try
        {
            var cron = CronExpression.Parse(string.Join(' ', fields), seconds && !isMacro ? CronFormat.IncludeSeconds : CronFormat.Standard);
            if (cron.GetNextOccurrence(new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc), inclusive: true) is null)
                return Refuse($"'{text}' never comes: there is no such day.", "when.cron");
            var words = $"cron {string.Join(' ', fields)}, {zone.Id}";
            return (IsTimeOfDay(fields, seconds) ? new Recurrence.TimesOfDay(cron, zone, words) : new Recurrence.Rhythm(cron, zone, words), null);
        }
        catch (MissingSeedException)
        {
            return Refuse($"'{text}' is not a cron expression: H, a part that is chosen by chance, is not known here. A jitter spreads starts.", "when.cron");
        }
        catch (FormatException nonsense) // Cronos' own exceptions are of this kind
        {
            const string before = "The given cron expression has an invalid format.";
            return Refuse($"'{text}' is not a cron expression: {nonsense.Message.Replace(before, "", StringComparison.Ordinal).Trim()}", "when.cron");
        }
    }

    /// <summary>True when hour, minute and second are plain numbers, or lists of them. A macro stands for an expression that is looked at the same way.</summary>
    private static bool IsTimeOfDay(string[] fields, bool seconds) => fields is [['@', ..] macro]
        ? !macro.Equals("@hourly", StringComparison.OrdinalIgnoreCase) && !macro.StartsWith("@every", StringComparison.OrdinalIgnoreCase)
        : fields.Take(seconds ? 3 : 2).All(field => field.All(c => char.IsAsciiDigit(c) || c == ','));

    private static TimeZoneInfo? FindZone(string? name)
    {
        if (name is null)
            return TimeZoneInfo.Utc;
        try
        {
            return TimeZoneInfo.FindSystemTimeZoneById(name);
        }
        catch (Exception unknown) when (unknown is TimeZoneNotFoundException or InvalidTimeZoneException or SecurityException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    private static (Recurrence?, DelegateError?) Refuse(string problem, string field) =>
        (null, new(ErrorCodes.InvalidRecurrence, problem, Examples, field));
}
