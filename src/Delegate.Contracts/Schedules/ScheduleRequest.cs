namespace Delegate.Contracts;

/// <summary>A rule for starting work at certain times. What is left out takes the default that is named.</summary>
public sealed record ScheduleRequest
{
    /// <summary>A name for people, at most 64 characters; clients find a schedule by it.</summary>
    public string? Name { get; init; }

    /// <summary>The times.</summary>
    public required RecurrenceRequest When { get; init; }

    /// <summary>What is started at each of them.</summary>
    public required ScheduledWork Work { get; init; }

    /// <summary>What becomes of occurrences that nobody was there for.</summary>
    public MissedPolicy MissedRuns { get; init; }

    /// <summary>
    /// Milliseconds after which an occurrence that has not been seen to counts as missed, 1,000 to 86,400,000; null = five
    /// minutes, or the time to the next occurrence where that is less, but at least ten seconds.
    /// </summary>
    public long? MissedAfterMs { get; init; }

    /// <summary>For <see cref="MissedPolicy.All"/>: at most so many are made up for, 1 to 100; null = 10.</summary>
    public int? MostMissedRuns { get; init; }

    /// <summary>For <see cref="MissedPolicy.All"/>: milliseconds between their starts, 0 to 86,400,000; null = a minute.</summary>
    public long? MissedSpacingMs { get; init; }

    /// <summary>What becomes of an occurrence that comes while an earlier one runs.</summary>
    public OverlapPolicy Overlap { get; init; }

    /// <summary>Each start is late by a part of so many milliseconds, 0 to 86,400,000; the part is fixed for each occurrence.</summary>
    public long? JitterMs { get; init; }

    /// <summary>It is completed when so many occurrences have run; null = no limit.</summary>
    public int? MaxRuns { get; init; }

    /// <summary>There is no occurrence before this instant.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>There is no occurrence at or after this instant, and nothing of it starts then.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>An occurrence starts when that schedule's occurrences of the same time and before have ended, however they ended.</summary>
    public ScheduleId? After { get; init; }

    /// <summary>Who asks, for the record: <c>cli</c>, <c>mcp</c>.</summary>
    public string? Source { get; init; }

    /// <summary>The Claude Code session that asks, when there is one.</summary>
    public string? CallerSession { get; init; }
}

/// <summary>Times: exactly one of <see cref="Cron"/>, <see cref="At"/> and <see cref="EveryMs"/>.</summary>
public sealed record RecurrenceRequest
{
    /// <summary>A cron expression of five fields, or <c>@daily</c> and its like; six fields with <see cref="Seconds"/>.</summary>
    public string? Cron { get; init; }

    /// <summary>True when <see cref="Cron"/> has six fields, the first of them seconds.</summary>
    public bool Seconds { get; init; }

    /// <summary>Single instants, 1 to 1,000.</summary>
    public IReadOnlyList<DateTimeOffset>? At { get; init; }

    /// <summary>Milliseconds between occurrences, 1,000 or more; the first is one interval after the creation, or at <see cref="ScheduleRequest.NotBefore"/>.</summary>
    public long? EveryMs { get; init; }

    /// <summary>The IANA time zone in which the fields of <see cref="Cron"/> are read, and times are shown; null = UTC.</summary>
    public string? Timezone { get; init; }
}

/// <summary>
/// What an occurrence starts: exactly one of the three. Prompts may hold <c>${{ schedule.due }}</c> (the occurrence's
/// instant, ISO 8601, in the schedule's zone) and <c>${{ schedule.id }}</c>.
/// </summary>
public sealed record ScheduledWork
{
    /// <summary>One task.</summary>
    public TaskRequest? Task { get; init; }

    /// <summary>A pipeline: 2 to 20 tasks, each of which starts when the one before it has succeeded.</summary>
    public IReadOnlyList<TaskRequest>? Steps { get; init; }

    /// <summary>A flow file; its text is kept in the schedule.</summary>
    public FlowRequest? Flow { get; init; }
}

/// <summary>A new version of a schedule. Its past keeps the old one.</summary>
/// <param name="Schedule">The whole schedule as it shall be.</param>
/// <param name="IfVersion">Refused when the schedule has another version by now; null = whatever it has.</param>
public sealed record EditScheduleRequest(ScheduleRequest Schedule, int? IfVersion = null);

/// <summary>A wish to pause or resume a schedule, or to run it now.</summary>
/// <param name="Reason">Why, in the words of who asks; at most 1,000 characters.</param>
/// <param name="By">Who asks: <c>cli</c>, <c>mcp</c>.</param>
public sealed record ScheduleWish(string? Reason = null, string? By = null);

/// <summary>A wish to end a schedule.</summary>
/// <param name="CancelTasks">True ends the tasks of its occurrences that run, too.</param>
/// <param name="Reason">Why, in the words of who asks; at most 1,000 characters.</param>
/// <param name="By">Who asks: <c>cli</c>, <c>mcp</c>.</param>
public sealed record CancelScheduleRequest(bool CancelTasks = false, string? Reason = null, string? By = null);

/// <summary>A question: when would this come?</summary>
/// <param name="When">The times.</param>
/// <param name="Count">How many of them, 1 to 100.</param>
/// <param name="From">Only later ones; null = now.</param>
public sealed record UpcomingRequest(RecurrenceRequest When, int Count = 5, DateTimeOffset? From = null);

/// <summary>The coming times, in the zone that was asked for.</summary>
/// <param name="Times">At most as many as asked for.</param>
/// <param name="When">The times in words.</param>
public sealed record UpcomingRuns(IReadOnlyList<DateTimeOffset> Times, string When);
