using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Delegate.Actors.Serialization;
using Delegate.Contracts;
using static Delegate.Actors.Scheduling.ScheduleProtocol;

namespace Delegate.Actors.Scheduling;

/// <summary>One schedule: what its events add up to. Occurrences that have ended are gone from here; the read model keeps them.</summary>
public sealed record ScheduleState : IJournaled
{
    /// <summary>A schedule that nobody has made.</summary>
    public static ScheduleState Unknown { get; } = new();

    /// <summary>Null until it was made.</summary>
    public ScheduleId? Id { get; init; }

    /// <summary>The latest version, and older ones that an open occurrence runs with.</summary>
    public ImmutableDictionary<int, ScheduleDefinition> Versions { get; init => field = value ?? ImmutableDictionary<int, ScheduleDefinition>.Empty; } = ImmutableDictionary<int, ScheduleDefinition>.Empty;

    public int Version { get; init; }

    public ScheduleStatus Status { get; init; }

    /// <summary>Why it has ended.</summary>
    public string? EndReason { get; init; }

    /// <summary>Set when the tasks that still run are to be ended with it.</summary>
    public bool CancelTasks { get; init; }

    /// <summary>Every regular occurrence up to this instant is planned or has its fate; none of them is looked at again, whatever the clock says.</summary>
    public DateTimeOffset SeenUpTo { get; init; }

    public long NextNumber { get; init; } = 1;

    /// <summary>Regular occurrences that were started.</summary>
    public int Runs { get; init; }

    /// <summary>Occurrences without their end, by number.</summary>
    public ImmutableList<Occurrence> Open { get; init => field = value ?? []; } = [];

    /// <summary>Derived from the version. Null when the zone is not on this machine (any more).</summary>
    [JsonIgnore]
    public Recurrence? Recurrence { get; private init; }

    [JsonIgnore]
    public ScheduleDefinition Definition => Versions[Version];

    [JsonIgnore]
    public ScheduleRequest Schedule => Definition.Schedule;

    [JsonIgnore]
    public bool IsKnown => Id is not null;

    /// <summary>True while there may be further occurrences.</summary>
    [JsonIgnore]
    public bool IsLive => IsKnown && Status is ScheduleStatus.Active or ScheduleStatus.Paused;

    /// <summary>The next regular occurrence; null when there is none, or none before it expires.</summary>
    [JsonIgnore]
    public DateTimeOffset? NextDue => IsLive ? NextDueAfter(SeenUpTo) : null;

    public DateTimeOffset? NextDueAfter(DateTimeOffset instant) =>
        NextAfter(instant) is { } next && !(next >= Schedule.ExpiresAt) ? next : null;

    /// <summary>Whether or not it has expired by then.</summary>
    public DateTimeOffset? NextAfter(DateTimeOffset instant)
    {
        var justBefore = Schedule.NotBefore is { } first ? first.ToUniversalTime().AddTicks(-1) : instant;
        return Recurrence?.Next(instant > justBefore ? instant : justBefore);
    }

    /// <summary>An instant for people: as clocks show it in the schedule's zone.</summary>
    public string Shown(DateTimeOffset instant) =>
        (Recurrence?.InZone(instant) ?? instant).ToString("yyyy-MM-ddTHH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The next state. An event of an unknown type is an error, never skipped.</summary>
    public ScheduleState Apply(IEvent happened) => happened switch
    {
        Created e => (this with
        {
            Id = e.ScheduleId, Versions = Versions.SetItem(1, e.Definition), Version = 1, SeenUpTo = e.At,
        }).WithRecurrence(),
        Edited e => (this with
        {
            Versions = Versions.RemoveRange(Versions.Keys.Where(version => Open.TrueForAll(open => open.Version != version))).SetItem(e.Version, e.Definition),
            Version = e.Version, SeenUpTo = Later(SeenUpTo, e.At),
        }).WithRecurrence(),
        Paused => this with { Status = ScheduleStatus.Paused },
        Resumed => this with { Status = ScheduleStatus.Active },
        Finished e => this with { Status = e.Status, EndReason = e.Reason, CancelTasks = e.CancelTasks },
        OccurrencePlanned e => this with
        {
            NextNumber = e.Number + 1, SeenUpTo = e.Manual ? SeenUpTo : Later(SeenUpTo, e.Due),
            Open = Open.Add(new() { Number = e.Number, Due = e.Due, StartAt = e.StartAt, Late = e.Late, Manual = e.Manual, Version = Version }),
        },
        OccurrencesPassed e => this with { NextNumber = e.Number + e.Count, SeenUpTo = Later(SeenUpTo, e.LastDue) },
        OccurrenceSkipped e => Without(e.Number),
        OccurrenceStarting e => Change(e.Number, open => open with { Stage = OccurrenceStage.Starting, Version = e.Version, GraphId = e.GraphId, TaskIds = [.. e.TaskIds] }) with
        {
            Runs = Runs + (Find(e.Number)!.Manual ? 0 : 1),
        },
        OccurrenceStarted e => Change(e.Number, open => open with { Stage = OccurrenceStage.Running, TaskIds = e.TaskIds is { } ids ? [.. ids] : open.TaskIds }),
        OccurrenceStartFailed e => Without(e.Number),
        OccurrenceEnded e => Without(e.Number),
        _ => throw new InvalidOperationException($"No rule applies {happened.GetType()} to a schedule."),
    };

    public Occurrence? Find(long number) => Open.Find(open => open.Number == number);

    /// <summary>A state read from a snapshot lacks what is derived.</summary>
    public ScheduleState WithRecurrence() =>
        this with { Recurrence = IsKnown ? RecurrenceReader.Read(Schedule.When, Definition.CountsFrom).Recurrence : null };

    private ScheduleState Without(long number) => this with { Open = Open.RemoveAll(open => open.Number == number) };

    private ScheduleState Change(long number, Func<Occurrence, Occurrence> change) =>
        Find(number) is { } open ? this with { Open = Open.Replace(open, change(open)) } : this;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}

/// <summary>An occurrence that has not ended.</summary>
public sealed record Occurrence
{
    public required long Number { get; init; }

    public required DateTimeOffset Due { get; init; }

    public required DateTimeOffset StartAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Late { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Manual { get; init; }

    /// <summary>The version that it runs with: the latest when it was started.</summary>
    public required int Version { get; init; }

    public OccurrenceStage Stage { get; init; }

    public string? GraphId { get; init; }

    public ImmutableList<TaskId> TaskIds { get; init => field = value ?? []; } = [];

    /// <summary>Names the wish for its tasks: however often it is sent, they are made once.</summary>
    public string KeyIn(ScheduleId schedule) => Manual
        ? $"{schedule}/by-hand-{Number}"
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{schedule}/{Due.UtcDateTime:O}");
}

/// <summary>How far an open occurrence is.</summary>
public enum OccurrenceStage
{
    /// <summary>To be started.</summary>
    Pending,

    /// <summary>Its tasks are being handed over.</summary>
    Starting,

    /// <summary>Its tasks were accepted.</summary>
    Running,
}
