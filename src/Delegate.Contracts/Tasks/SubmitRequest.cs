using System.Text.Json.Serialization;

namespace Delegate.Contracts;

/// <summary>One or many tasks, accepted together or refused together.</summary>
public sealed record SubmitRequest
{
    /// <summary>The tasks; 1 to 10,000. Their order is the order in which equals are started.</summary>
    public required IReadOnlyList<TaskRequest> Tasks { get; init; }

    /// <summary>Who asks, for the record: <c>cli</c>, <c>mcp</c>, <c>flow:FILE</c>.</summary>
    public string? Source { get; init; }

    /// <summary>The Claude Code session that asks, when there is one.</summary>
    public string? CallerSession { get; init; }

    /// <summary>The project folder that it is asked from, an absolute path, when the client knows; the tasks may work elsewhere.</summary>
    public string? CallerProject { get; init; }

    /// <summary>The attempt (<c>task-…/1</c>) that asks, when a delegated session delegates in turn: these tasks are its children, within its limits.</summary>
    public string? CallerAttempt { get; init; }

    /// <summary>
    /// Names the wish: a second submission with the same key is answered like the first and makes no tasks. At most 200
    /// characters; the host remembers the last 10,000.
    /// </summary>
    public string? IdempotencyKey { get; init; }
}

/// <summary>One task of a submission.</summary>
/// <remarks>
/// The source-generated reader hands null to whatever the JSON does not name, initializers or not: hence the defaults
/// in the setters.
/// </remarks>
public sealed record TaskRequest
{
    /// <summary>A name that other tasks of this submission use in <see cref="After"/>; unique within it.</summary>
    public string? Key { get; init; }

    /// <summary>Who does the work: <c>claude</c> (default) or <c>shell</c>.</summary>
    public string Agent { get; init => field = value ?? AgentNames.Claude; } = AgentNames.Claude;

    /// <summary>What to do: words for <c>claude</c>, a command line (for <c>/bin/sh</c>) for <c>shell</c>. UTF-8, at most 4 MiB, no NUL.</summary>
    public required string Prompt { get; init; }

    /// <summary>Absolute path of the folder to work in; it must exist.</summary>
    public required string Cwd { get; init; }

    /// <summary>Who goes first.</summary>
    public Priority Priority { get; init; }

    /// <summary>What must end before this may start: ids of existing tasks, or keys of this submission.</summary>
    public IReadOnlyList<DependencyRequest> After { get; init => field = value ?? []; } = [];

    /// <summary>Milliseconds that one attempt may run, 1,000 to 86,400,000 (a day); null = the host's default.</summary>
    public long? TimeoutMs { get; init; }

    /// <summary>The model, passed through to the agent; null = the agent's own default.</summary>
    public string? Model { get; init; }

    /// <summary>What the agent may do without asking: the agent's own name of a mode; null = the host's default.</summary>
    public string? PermissionMode { get; init; }

    /// <summary>Permission rules granted to the agent, in its own notation, such as <c>Bash(git:*)</c>.</summary>
    public IReadOnlyList<string> AllowedTools { get; init => field = value ?? []; } = [];

    /// <summary>
    /// Tasks whose results are put before the prompt: ids, or keys of this submission. Each is a dependency too, whether
    /// <see cref="After"/> names it or not.
    /// </summary>
    public IReadOnlyList<string> ContinueFrom { get; init => field = value ?? []; } = [];

    /// <summary>
    /// True when <see cref="Prompt"/> names other tasks' results as <c>${{ tasks.KEY-OR-ID.result }}</c>, <c>.output</c> or
    /// <c>.json.path[0]</c>: each of those tasks is a dependency too. False (the default) leaves a prompt as it is.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Expressions { get; init; }

    /// <summary>When a failed attempt is followed by another one; null = the host's defaults.</summary>
    public RetryPolicy? Retry { get; init; }

    /// <summary>Milliseconds without any sign of life after which an attempt counts as stalled, 10,000 to 86,400,000; null = the host's default.</summary>
    public long? IdleMs { get; init; }

    /// <summary>
    /// Bytes that its stdout (and likewise its stderr) may take on disk, 1 MiB to 1 TiB: of a longer one the beginning and
    /// the end are kept. Null = the host's default.
    /// </summary>
    public long? MaxOutputBytes { get; init; }

    /// <summary>The queue that it waits in: letters, digits, <c>-</c>, <c>_</c>, <c>.</c>, at most 64; null = <c>default</c>.</summary>
    public string? Queue { get; init; }

    /// <summary>True lets it run beside other agents in the same working tree, which by default is one agent's at a time.</summary>
    public bool ShareFolder { get; init; }

    /// <summary>True gives the agent Delegate's own tools, so that it can delegate in turn, within limits of the host; <c>claude</c> only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool AllowDelegation { get; init; }

    /// <summary>A JSON Schema (as text) that the answer must fit; <c>claude</c> only.</summary>
    public string? JsonSchema { get; init; }
}

/// <summary>One edge of the graph.</summary>
/// <param name="On">The id of an existing task, or the key of one in the same submission.</param>
/// <param name="OnFailure">What to do when it ends without success.</param>
public sealed record DependencyRequest(string On, DependencyPolicy OnFailure = DependencyPolicy.Cancel);

/// <summary>A flow file to submit.</summary>
/// <param name="Text">The YAML text.</param>
/// <param name="FileName">Its name, for error messages.</param>
/// <param name="BaseFolder">Absolute path that relative <c>cwd</c> entries start from.</param>
public sealed record FlowRequest(string Text, string FileName, string BaseFolder)
{
    /// <summary>As <see cref="SubmitRequest.CallerSession"/>.</summary>
    public string? CallerSession { get; init; }

    /// <summary>As <see cref="SubmitRequest.CallerProject"/>.</summary>
    public string? CallerProject { get; init; }

    /// <summary>As <see cref="SubmitRequest.CallerAttempt"/>.</summary>
    public string? CallerAttempt { get; init; }

    /// <summary>As <see cref="SubmitRequest.IdempotencyKey"/>.</summary>
    public string? IdempotencyKey { get; init; }
}

/// <summary>What was accepted, in the order of the request.</summary>
/// <param name="GraphId">Names the submission as a whole.</param>
/// <param name="Tasks">One entry a task.</param>
public sealed record SubmitReply(string GraphId, IReadOnlyList<SubmittedTask> Tasks);

/// <summary>One accepted task.</summary>
/// <param name="Key">Its key in the request, if it had one.</param>
/// <param name="Id">Its id from now on.</param>
public sealed record SubmittedTask([property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Key, TaskId Id);

/// <summary>A wish to end a task.</summary>
/// <param name="Reason">Why, in the words of who asks; at most 1,000 characters.</param>
/// <param name="By">Who asks: <c>cli</c>, <c>mcp</c>.</param>
public sealed record CancelRequest(string? Reason = null, string? By = null);

/// <summary>The agents that this version knows.</summary>
public static class AgentNames
{
    /// <summary>Claude Code, headless.</summary>
    public const string Claude = "claude";

    /// <summary>A command line run by <c>/bin/sh</c>.</summary>
    public const string Shell = "shell";
}
