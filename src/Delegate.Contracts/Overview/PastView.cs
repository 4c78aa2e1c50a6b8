using System.Text.Json.Serialization;

namespace Delegate.Contracts;

/// <summary>The past of many tasks.</summary>
/// <param name="Tasks">In order of acceptance.</param>
/// <param name="Left">Tasks that did not fit.</param>
public sealed record PastView(IReadOnlyList<PastTask> Tasks, long Left = 0);

/// <summary>A task and its states, one after the other.</summary>
/// <param name="Id">Its id.</param>
/// <param name="GraphId">The submission it came with.</param>
/// <param name="Key">Its name, if it has one.</param>
/// <param name="Agent">Who does the work.</param>
/// <param name="Summary">The start of the prompt.</param>
/// <param name="Priority">Who goes first.</param>
/// <param name="Queue">The queue that it waits in.</param>
/// <param name="Lineage">Whose retry or resume it is, if it is one.</param>
/// <param name="Steps">Oldest first; the first is its acceptance.</param>
public sealed record PastTask(
    TaskId Id, string GraphId, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Key, string Agent, string Summary,
    Priority Priority, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Queue,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] Lineage? Lineage, IReadOnlyList<PastStep> Steps);

/// <summary>How a task stood from one entry of the journal on.</summary>
/// <param name="Position">The entry's place in the journal.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Phase">Where it stood.</param>
/// <param name="Attempt">Number of the latest attempt; 0 before the first.</param>
public sealed record PastStep(long Position, DateTimeOffset At, TaskPhase Phase, int Attempt)
{
    /// <summary>What it depended on; null = as in the step before.</summary>
    public IReadOnlyList<DependencyView>? After { get; init; }

    /// <summary>Who wanted it to stand still.</summary>
    public string? PausedBy { get; init; }

    /// <summary>How it, or its latest attempt, had ended.</summary>
    public OutcomeView? Outcome { get; init; }

    /// <summary>When the next attempt was to start.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>What it had cost, in US dollars.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>What of a view is kept as a step.</summary>
    public static PastStep Of(long position, DateTimeOffset at, TaskView view) => new(position, at, view.Phase, view.Attempt)
    {
        After = view.After, PausedBy = view.PausedBy, Outcome = view.Outcome, RetryAt = view.RetryAt, CostUsd = view.Usage?.CostUsd,
    };

    /// <summary>True when nothing but place and time tells them apart.</summary>
    public bool ShowsTheSameAs(PastStep other) =>
        this with { Position = 0, At = default, After = null } == other with { Position = 0, At = default, After = null }
        && (After ?? []).SequenceEqual(other.After ?? []);
}

/// <summary>Whose past: a submission's, a task's submission's, or everybody's who was there in a span of time.</summary>
/// <param name="Graph">That submission, what it depends on, and the lines of its tasks.</param>
/// <param name="Task">The submission of this one.</param>
/// <param name="Since">Without the two: tasks that had not ended by then; null = an hour ago.</param>
/// <param name="Until">Without the two: tasks that had been accepted by then; null = up to now.</param>
/// <param name="Most">At most so many tasks, 1 to 2,000: the latest.</param>
public sealed record PastQuery(string? Graph = null, TaskId? Task = null, DateTimeOffset? Since = null, DateTimeOffset? Until = null, int Most = 1_000)
{
    /// <summary>Tasks in one answer.</summary>
    public const int MostTasks = 2_000;
}
