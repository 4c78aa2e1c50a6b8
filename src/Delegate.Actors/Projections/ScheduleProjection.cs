using Delegate.Actors.Scheduling;
using Delegate.Contracts;
using static Delegate.Actors.Scheduling.ScheduleProtocol;

namespace Delegate.Actors.Projections;

/// <summary>What each event of a schedule means for its view, and for the views of its occurrences. Pure.</summary>
public static class ScheduleProjection
{
    private const int LongestSummary = 120;

    public static ScheduleView New(Created e) => WithDefinition(new()
    {
        Id = e.ScheduleId, Version = 1, Schedule = e.Definition.Schedule, When = "", Summary = "", Status = ScheduleStatus.Active,
        CreatedAt = e.At, UpdatedAt = e.At, SeenUpTo = e.At,
    }, e.Definition);

    public static ScheduleView Apply(ScheduleView view, IEvent happened) => happened switch
    {
        Edited e => WithDefinition(view with
        {
            Version = e.Version, Schedule = e.Definition.Schedule, UpdatedAt = e.At, SeenUpTo = Later(view.SeenUpTo, e.At),
            Earlier = [.. view.Earlier, new(view.Version, view.Schedule, e.At)],
        }, e.Definition),
        Paused e => view with { Status = ScheduleStatus.Paused, StatusReason = e.Reason ?? $"Paused by {e.By}.", UpdatedAt = e.At },
        Resumed e => view with { Status = ScheduleStatus.Active, StatusReason = null, UpdatedAt = e.At },
        Finished e => view with { Status = e.Status, StatusReason = e.Reason, UpdatedAt = e.At },
        OccurrencePlanned { Manual: false } e => view with { SeenUpTo = Later(view.SeenUpTo, e.Due) },
        OccurrencesPassed e => view with { SeenUpTo = Later(view.SeenUpTo, e.LastDue) },
        OccurrenceStarting e => view with { LastRunAt = e.At },
        _ => view,
    };

    /// <summary>An occurrence, or several, that the event is the first to speak of.</summary>
    public static OccurrenceView? NewOccurrence(ScheduleView schedule, IEvent happened) => happened switch
    {
        OccurrencePlanned e => new()
        {
            ScheduleId = e.ScheduleId, Number = e.Number, Due = e.Due, Fate = OccurrenceFate.Pending, StartAt = e.StartAt, Late = e.Late,
            Manual = e.Manual, Version = schedule.Version,
        },
        OccurrencesPassed e => new()
        {
            ScheduleId = e.ScheduleId, Number = e.Number, Count = e.Count, Due = e.FirstDue, LastDue = e.Count > 1 ? e.LastDue : null,
            Fate = e.Fate, Reason = e.Reason, Version = schedule.Version,
        },
        _ => null,
    };

    /// <summary>The number of the occurrence that the event is about; null when it is about none, or about a new one.</summary>
    public static long? NumberOf(IEvent happened) => happened switch
    {
        OccurrenceSkipped e => e.Number,
        OccurrenceStarting e => e.Number,
        OccurrenceStarted e => e.Number,
        OccurrenceStartFailed e => e.Number,
        OccurrenceEnded e => e.Number,
        _ => null,
    };

    public static OccurrenceView Apply(OccurrenceView view, IEvent happened) => happened switch
    {
        OccurrenceSkipped e => view with { Fate = OccurrenceFate.Skipped, Reason = e.Reason, StartAt = null },
        OccurrenceStarting e => view with { Fate = OccurrenceFate.Starting, TaskIds = e.TaskIds, Version = e.Version, StartedAt = e.At, StartAt = null },
        OccurrenceStarted e => view with { Fate = OccurrenceFate.Ran, TaskIds = e.TaskIds ?? view.TaskIds },
        OccurrenceStartFailed e => view with { Fate = OccurrenceFate.FailedToStart, Reason = $"{e.Error.Code}: {e.Error.Message}", TaskIds = [], StartedAt = null },
        OccurrenceEnded e => view with { Phase = e.Phase, Outcome = e.Outcome, EndedAt = e.At },
        _ => throw new InvalidOperationException($"No rule projects {happened.GetType()}."),
    };

    private static ScheduleView WithDefinition(ScheduleView view, ScheduleDefinition definition)
    {
        var tasks = definition.Tasks;
        var what = definition.Schedule.Work.Flow is { } flow ? $"flow {flow.FileName}: " : tasks.Count > 1 ? $"{tasks.Count} steps: " : "";
        return view with
        {
            CountsFrom = definition.Schedule.When.EveryMs is null ? null : definition.CountsFrom,
            When = RecurrenceReader.Read(definition.Schedule.When, definition.CountsFrom) is { Recurrence: { } known } ? known.Words : "a zone that is not on this machine",
            Summary = OneLine(what + string.Join(" | ", tasks.Take(3).Select(task => ScheduleDefinition.AsWritten(task.Prompt)))),
        };
    }

    private static string OneLine(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, LongestSummary, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= LongestSummary ? line : line[..(char.IsHighSurrogate(line[LongestSummary - 2]) ? LongestSummary - 2 : LongestSummary - 1)] + "…";
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
