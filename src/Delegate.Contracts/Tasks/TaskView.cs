using System.Text.Json;
using System.Text.Json.Serialization;

namespace Delegate.Contracts;

/// <summary>A task as it stands, for people and scripts. Times are UTC.</summary>
public sealed record TaskView
{
    /// <summary>Its id.</summary>
    public required TaskId Id { get; init; }

    /// <summary>The submission it came with.</summary>
    public required string GraphId { get; init; }

    /// <summary>Its name inside the submission (a flow file's task name), if any.</summary>
    public string? Key { get; init; }

    /// <summary>Who does the work.</summary>
    public required string Agent { get; init; }

    /// <summary>The start of the prompt or command: one line, at most 120 characters.</summary>
    public required string Summary { get; init; }

    /// <summary>The folder it works in.</summary>
    public required string Cwd { get; init; }

    /// <summary>Who goes first.</summary>
    public required Priority Priority { get; init; }

    /// <summary>Where it stands.</summary>
    public required TaskPhase Phase { get; init; }

    /// <summary>Why it does not run yet, in words with numbers; null once it runs.</summary>
    public string? HoldReason { get; init; }

    /// <summary>What it depends on.</summary>
    public IReadOnlyList<DependencyView> After { get; init => field = value ?? []; } = [];

    /// <summary>The model that was asked for.</summary>
    public string? Model { get; init; }

    /// <summary>Milliseconds an attempt may run; null = no limit.</summary>
    public long? TimeoutMs { get; init; }

    /// <summary>Number of the latest attempt; 0 before the first.</summary>
    public int Attempt { get; init; }

    /// <summary>The agent's own session (a Claude Code session id), when it has one.</summary>
    public string? SessionId { get; init; }

    /// <summary>The agent's process while it runs.</summary>
    public int? Pid { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the latest attempt began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it reached its terminal phase.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How it ended, and why; null before.</summary>
    public OutcomeView? Outcome { get; init; }

    /// <summary>The final answer of the agent (claude), at most 64 KiB; the whole is in its output.</summary>
    public string? Result { get; init; }

    /// <summary>What it used, as far as the agent said so.</summary>
    public UsageView? Usage { get; init; }

    /// <summary>How often a restarted host took its running agent back.</summary>
    public int Adoptions { get; init; }

    /// <summary>The answer as JSON, where a schema was given (claude) or the output is JSON (shell).</summary>
    public JsonElement? Structured { get; init; }

    /// <summary>The queue that it waits in.</summary>
    public string? Queue { get; init; }

    /// <summary>Whose retry or resume it is, if it is one.</summary>
    public Lineage? Lineage { get; init; }

    /// <summary>Its latest checkpoint.</summary>
    public Checkpoint? Checkpoint { get; init; }

    /// <summary>The working folder before the latest attempt; <see cref="Checkpoint"/> has it afterwards.</summary>
    public GitState? GitBefore { get; init; }

    /// <summary>Who wants it to stand still; the phase says whether it does already.</summary>
    public string? PausedBy { get; init; }

    /// <summary>While paused: what it was doing (running: its processes are frozen).</summary>
    public TaskPhase? PausedFrom { get; init; }

    /// <summary>While retrying: when the next attempt may start.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Attempts in all, as its policy has it.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>The most memory that an ended attempt of it was seen to take, all its processes together.</summary>
    public long? PeakMemoryBytes { get; init; }

    /// <summary>Milliseconds without a sign of life after which an attempt counts as stalled; null = no limit.</summary>
    public long? IdleMs { get; init; }

    /// <summary>The Claude Code session that asked for it; of a retry or resume, the one that asked for the first of its line.</summary>
    public string? CallerSession { get; init; }

    /// <summary>The project folder that it was asked from, likewise.</summary>
    public string? CallerProject { get; init; }

    /// <summary>The task whose agent delegated it; it is cancelled with that one.</summary>
    public TaskId? DelegatedBy { get; init; }
}

/// <summary>One edge, seen from the task that waits.</summary>
/// <param name="Id">The task waited for.</param>
/// <param name="OnFailure">What happens if it does not succeed.</param>
/// <param name="Done">True once it no longer holds this task back.</param>
public sealed record DependencyView(TaskId Id, DependencyPolicy OnFailure, bool Done);

/// <summary>How a task ended.</summary>
/// <param name="Code">One of <see cref="OutcomeCodes"/>.</param>
/// <param name="Message">A sentence for people.</param>
/// <param name="ExitCode">The agent's exit status, when it exited.</param>
/// <param name="Signal">The signal that ended it, such as <c>SIGKILL</c>.</param>
/// <param name="By">Who caused it: <c>agent</c>, <c>cli</c>, <c>mcp</c>, <c>timeout</c>, <c>dependency</c>, <c>host</c>.</param>
/// <param name="Hint">The next command to try.</param>
public sealed record OutcomeView(
    string Code, string Message, int? ExitCode = null, string? Signal = null, string? By = null, string? Hint = null)
{
    /// <summary>
    /// What a shell would report: the exit code; 128 + signal number; 124 for a timeout; 130 for a cancel;
    /// 0 for success; else 1.
    /// </summary>
    [JsonIgnore] // derived: what is stored or sent stays what was said
    public int ShellExitCode => Code switch
    {
        OutcomeCodes.Succeeded => 0,
        OutcomeCodes.TimedOut => 124,
        OutcomeCodes.Cancelled or OutcomeCodes.DependencyFailed => 130,
        _ when Signals.Number(Signal) is { } number => 128 + number,
        _ when ExitCode is > 0 and var code => code,
        _ => 1,
    };
}

/// <summary>What an agent used in one attempt.</summary>
/// <param name="InputTokens">Fresh input.</param>
/// <param name="OutputTokens">Output.</param>
/// <param name="CacheReadTokens">Input read from the cache.</param>
/// <param name="CacheWriteTokens">Input written to the cache.</param>
/// <param name="CostUsd">The agent's own figure, in US dollars.</param>
/// <param name="Turns">Turns of the conversation.</param>
public sealed record UsageView(
    long InputTokens, long OutputTokens, long CacheReadTokens, long CacheWriteTokens, decimal CostUsd, int Turns);

/// <summary>One page of tasks.</summary>
/// <param name="Tasks">The tasks.</param>
/// <param name="Next">Pass as <c>before</c> for the next page of the same order; null at the end.</param>
public sealed record TaskPage(IReadOnlyList<TaskView> Tasks, long? Next = null);

/// <summary>Which tasks to list.</summary>
/// <param name="Phases">Only these; empty = all.</param>
/// <param name="Limit">At most so many, 1 to 1,000.</param>
/// <param name="Before">Cursor of the previous page.</param>
public sealed record TaskFilter(IReadOnlyList<TaskPhase> Phases, int Limit = 100, long? Before = null)
{
    /// <summary>Everything, first page.</summary>
    public static TaskFilter All { get; } = new([]);

    /// <summary>A beginning of the id, with or without <c>task-</c>.</summary>
    public string? Id { get; init; }

    /// <summary>Only of this queue; <c>default</c> for tasks that name none.</summary>
    public string? Queue { get; init; }

    /// <summary>Only those that work in this folder or below it; an absolute path.</summary>
    public string? Folder { get; init; }

    /// <summary>Only those with this in their name, in the start of their prompt, or in the sentence of their outcome; case apart.</summary>
    public string? Text { get; init; }

    /// <summary>Only of this submission.</summary>
    public string? Graph { get; init; }

    /// <summary>Only of this agent.</summary>
    public string? Agent { get; init; }

    /// <summary>Only of this task's line: the first one, its retries and resumes, whichever of them is named.</summary>
    public TaskId? Line { get; init; }

    /// <summary>Only those that were accepted (or, sorted by their end, ended) at this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only those that were accepted (or, sorted by their end, ended) before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>What the order goes by; by the end means: only those that have ended.</summary>
    public TaskSort Sort { get; init; }

    /// <summary>True for the oldest first.</summary>
    public bool OldestFirst { get; init; }
}

/// <summary>What a list is ordered by.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TaskSort>))]
public enum TaskSort
{
    /// <summary>When they were accepted.</summary>
    [JsonStringEnumMemberName("created")] Created,

    /// <summary>When they ended.</summary>
    [JsonStringEnumMemberName("ended")] Ended,
}

/// <summary>One line of an agent's output.</summary>
/// <param name="Stream"><c>stdout</c> or <c>stderr</c>.</param>
/// <param name="Text">The line without its end; rendered for people unless raw lines were asked for.</param>
public sealed record LogLine(string Stream, string Text)
{
    /// <summary>The attempt that wrote it, from the second on; null for the first.</summary>
    public int? Attempt { get; init; }
}

/// <summary>Which lines of a task's output to give.</summary>
/// <param name="Tail">Only the last so many lines of each stream; null = all.</param>
/// <param name="Follow">Go on until the task has ended.</param>
/// <param name="Raw">The agent's lines as written, not rendered for people.</param>
/// <param name="AllAttempts">From the first attempt on; else from the latest one.</param>
public sealed record LogQuery(int? Tail = null, bool Follow = false, bool Raw = false, bool AllAttempts = false);
