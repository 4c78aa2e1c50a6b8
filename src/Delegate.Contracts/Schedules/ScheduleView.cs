namespace Delegate.Contracts;

/// <summary>A schedule as it stands.</summary>
public sealed record ScheduleView
{
    /// <summary>Its id.</summary>
    public required ScheduleId Id { get; init; }

    /// <summary>Grows with each edit; the first is 1.</summary>
    public required int Version { get; init; }

    /// <summary>The schedule as its latest version has it.</summary>
    public required ScheduleRequest Schedule { get; init; }

    /// <summary>The times in words: <c>cron 30 2 * * *, Europe/Berlin</c>.</summary>
    public required string When { get; init; }

    /// <summary>The work in words: one line.</summary>
    public required string Summary { get; init; }

    /// <summary>Where it stands.</summary>
    public required ScheduleStatus Status { get; init; }

    /// <summary>Why it is paused or has ended.</summary>
    public string? StatusReason { get; init; }

    /// <summary>The next occurrence; null when there is none, or while it is paused.</summary>
    public DateTimeOffset? NextRunAt { get; init; }

    /// <summary>How many occurrences have run; those that somebody asked for by hand are not counted.</summary>
    public int RunCount { get; init; }

    /// <summary>When the last occurrence was started.</summary>
    public DateTimeOffset? LastRunAt { get; init; }

    /// <summary>Occurrences by their fate.</summary>
    public IReadOnlyDictionary<string, long> Fates { get; init => field = value ?? new Dictionary<string, long>(); } = new Dictionary<string, long>();

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last edited, paused, resumed or ended.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Everything up to this instant has its fate, or is pending.</summary>
    public required DateTimeOffset SeenUpTo { get; init; }

    /// <summary>Where the interval of <see cref="RecurrenceRequest.EveryMs"/> counts from.</summary>
    public DateTimeOffset? CountsFrom { get; init; }

    /// <summary>Earlier versions, oldest first.</summary>
    public IReadOnlyList<ScheduleVersion> Earlier { get; init => field = value ?? []; } = [];

    /// <summary>Its latest occurrences, newest first, when they were asked for.</summary>
    public IReadOnlyList<OccurrenceView> History { get; init => field = value ?? []; } = [];
}

/// <summary>A version that an edit replaced.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Schedule">The schedule as it was.</param>
/// <param name="ReplacedAt">When.</param>
public sealed record ScheduleVersion(int Version, ScheduleRequest Schedule, DateTimeOffset ReplacedAt);

/// <summary>An occurrence, or several in a row that share a fate.</summary>
public sealed record OccurrenceView
{
    /// <summary>The schedule.</summary>
    public required ScheduleId ScheduleId { get; init; }

    /// <summary>Its number within the schedule, from 1.</summary>
    public required long Number { get; init; }

    /// <summary>Its instant, in the schedule's zone.</summary>
    public required DateTimeOffset Due { get; init; }

    /// <summary>The instant of the last one, when this entry stands for several.</summary>
    public DateTimeOffset? LastDue { get; init; }

    /// <summary>How many it stands for.</summary>
    public int Count { get; init; } = 1;

    /// <summary>What has become of it.</summary>
    public required OccurrenceFate Fate { get; init; }

    /// <summary>Why it was skipped or missed, could not be started, or waits.</summary>
    public string? Reason { get; init; }

    /// <summary>True when it makes up for one that was missed.</summary>
    public bool Late { get; init; }

    /// <summary>True when somebody asked for it by hand.</summary>
    public bool Manual { get; init; }

    /// <summary>The version of the schedule that it ran with.</summary>
    public required int Version { get; init; }

    /// <summary>When it is to start, while it is pending.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>When its tasks were handed over.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the last of its tasks had ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Its tasks.</summary>
    public IReadOnlyList<TaskId> TaskIds { get; init => field = value ?? []; } = [];

    /// <summary>How its tasks ended: succeeded when all did, else the worst of them; null before.</summary>
    public TaskPhase? Phase { get; init; }

    /// <summary>The outcome that <see cref="Phase"/> comes from.</summary>
    public OutcomeView? Outcome { get; init; }
}

/// <summary>One page of schedules, newest first.</summary>
/// <param name="Schedules">The schedules, without history.</param>
/// <param name="Total">How many there are in all.</param>
public sealed record SchedulePage(IReadOnlyList<ScheduleView> Schedules, long Total);

/// <summary>Which schedules to list.</summary>
/// <param name="Status">Only these; null = all.</param>
/// <param name="Limit">At most so many, 1 to 1,000.</param>
/// <param name="Offset">Passes over so many.</param>
public sealed record ScheduleFilter(ScheduleStatus? Status = null, int Limit = 50, int Offset = 0)
{
    /// <summary>Everything, first page.</summary>
    public static ScheduleFilter All { get; } = new();
}
