using System.Globalization;
using Delegate.Contracts;

namespace Delegate.Actors.Scheduling;

/// <summary>The shape of a schedule: everything that can be said of it without knowing any other.</summary>
public static class ScheduleRules
{
    private const int LongestName = 64;
    private const long DayMs = 86_400_000;

    /// <summary>The first thing wrong with it, its tasks aside; null when nothing is.</summary>
    /// <param name="isNew">False for an edit, which may keep instants that have passed.</param>
    public static DelegateError? Check(ScheduleRequest request, DateTimeOffset countsFrom, DateTimeOffset now, bool isNew)
    {
        if (request.Name is { } name && (string.IsNullOrWhiteSpace(name) || name.Length > LongestName || ScheduleId.TryParse(name, out _)))
            return Invalid($"'{name}' cannot be a schedule's name: 1 to {LongestName} characters, and not in the form of an id.", "name");
        if (CheckWork(request.Work) is { } work)
            return work;
        if (OutOfRange(request) is { } range)
            return range;
        if (request.ExpiresAt <= now)
            return Invalid($"expiresAt is {Shown(request.ExpiresAt.Value)}, which is in the past.", "expiresAt");
        if (request.ExpiresAt <= request.NotBefore)
            return Invalid("expiresAt is not later than notBefore.", "expiresAt");
        var (recurrence, error) = RecurrenceReader.Read(request.When, countsFrom);
        if (recurrence is null)
            return error;
        if (isNew && request.When.At?.FirstOrDefault(instant => instant <= now) is { } past && past != default)
            return new(ErrorCodes.InvalidRecurrence, $"{Shown(past)} is in the past; an instant must be in the future.", $"it is {Shown(now)} now", "when.at");
        var from = request.NotBefore is { } first && first > now ? first.AddTicks(-1) : now;
        if (recurrence.Next(from) is not { } next)
            return new(ErrorCodes.InvalidRecurrence, "It has no occurrence in the future.", $"it is {Shown(now)} now", "when");
        return next >= request.ExpiresAt
            ? new(ErrorCodes.InvalidRecurrence, $"Its first occurrence would be at {Shown(recurrence.InZone(next))}, when it has expired.", "give it a later expiresAt", "expiresAt")
            : null;
    }

    private static DelegateError? CheckWork(ScheduledWork work)
    {
        var given = (work.Task is null ? 0 : 1) + (work.Steps is null ? 0 : 1) + (work.Flow is null ? 0 : 1);
        if (given != 1)
            return Invalid($"A schedule starts exactly one of a task, the steps of a pipeline, and a flow; this one has {given}.", "work");
        return work.Steps is { Count: var count } && count is < Pipeline.Fewest or > Pipeline.Most
            ? Invalid($"A pipeline has {Pipeline.Fewest} to {Pipeline.Most} steps; this one has {count}.", "work.steps")
            : null;
    }

    private static DelegateError? OutOfRange(ScheduleRequest request) =>
        Range(request.MissedAfterMs, 1_000, DayMs, "missedAfterMs")
        ?? Range(request.MostMissedRuns, 1, 100, "mostMissedRuns")
        ?? Range(request.MissedSpacingMs, 0, DayMs, "missedSpacingMs")
        ?? Range(request.JitterMs, 0, DayMs, "jitterMs")
        ?? Range(request.MaxRuns, 1, int.MaxValue, "maxRuns");

    private static DelegateError? Range(long? value, long least, long most, string field) =>
        value < least || value > most ? Invalid($"{field} is {value}; it must be from {least} to {most}.", field) : null;

    private static string Shown(DateTimeOffset instant) => instant.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);

    private static DelegateError Invalid(string message, string field) => new(ErrorCodes.InvalidInput, message, "delegate schedule create --help", field);
}
