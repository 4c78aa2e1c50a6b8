using System.Text.Json.Serialization;
using Delegate.Contracts;

namespace Delegate.Actors.Tasks;

/// <summary>What a task is to do; fixed when it is accepted, journaled, never changed.</summary>
public sealed record TaskSpec
{
    public required TaskId Id { get; init; }

    /// <summary>The submission it came with.</summary>
    public required string GraphId { get; init; }

    /// <summary>Its name within the submission, if it had one.</summary>
    public string? Key { get; init; }

    public required string Agent { get; init; }

    /// <summary>Words for a model, or a command line for the shell.</summary>
    public required string Prompt { get; init; }

    /// <summary>Absolute.</summary>
    public required string Cwd { get; init; }

    public Priority Priority { get; init; }

    /// <summary>Milliseconds an attempt may run; null = no limit. The host's default is resolved at submission.</summary>
    public long? TimeoutMs { get; init; }

    public string? Model { get; init; }

    public string? PermissionMode { get; init; }

    public IReadOnlyList<string> AllowedTools { get; init => field = value is { Count: > 0 } ? value : []; } = []; // an entry without it is read as null

    /// <summary>What it was made to depend on, ids only; kept for a retry, which waits for the same.</summary>
    public IReadOnlyList<DependencyRequest>? After { get; init; }

    /// <summary>Whose results are put before the prompt; each is an edge too.</summary>
    public IReadOnlyList<TaskId>? ContinueFrom { get; init; }

    /// <summary>True when <see cref="Prompt"/> is a <see cref="PromptTemplate"/>, with ids for the names of tasks; each is an edge too.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Expressions { get; init; }

    /// <summary>Complete: the host's defaults are resolved at submission. Null (an old journal) = one attempt.</summary>
    public RetryPolicy? Retry { get; init; }

    /// <summary>Milliseconds without a sign of life after which an attempt counts as stalled; null = no limit.</summary>
    public long? IdleMs { get; init; }

    /// <summary>Bytes that each of its output files may take; null = no limit. The host's default is resolved at submission.</summary>
    public long? MaxOutputBytes { get; init; }

    /// <summary>Null = the default queue.</summary>
    public string? Queue { get; init; }

    /// <summary>The root of the working tree that <see cref="Cwd"/> is in: what one agent at a time may edit. Null (an old journal) = no limit.</summary>
    public string? Tree { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ShareFolder { get; init; }

    /// <summary>Its agent has Delegate's tools.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool AllowDelegation { get; init; }

    /// <summary>The task whose agent delegated it.</summary>
    public TaskId? DelegatedBy { get; init; }

    /// <summary>How many agents delegated it one after the other; 0 = a person did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Generation { get; init; }

    /// <summary>A JSON Schema, as text.</summary>
    public string? JsonSchema { get; init; }

    /// <summary>Set when it is another task's retry or resume.</summary>
    public Lineage? Lineage { get; init; }

    /// <summary>The agent session to go on with, when it is a resume that has one.</summary>
    public string? ResumeSession { get; init; }

    /// <summary>What a resume's first attempt is told, complete: in the same conversation, or, where that is gone, in a new one.</summary>
    public ResumePrompts? Resume { get; init; }

    /// <summary>Who asked for it: <c>cli</c>, <c>mcp</c>, <c>flow:FILE</c>, <c>schedule:ID</c>.</summary>
    public string? Source { get; init; }
}

/// <summary>What an agent is told that goes on where an earlier run stopped.</summary>
/// <param name="SameSession">When it still has the conversation.</param>
/// <param name="NewSession">When it has not: the task again, and what was done of it.</param>
public sealed record ResumePrompts(string SameSession, string NewSession)
{
    /// <summary>The same, with the prompt complete that <see cref="NewSession"/> begins with.</summary>
    internal ResumePrompts About(string prompt, string? composed) =>
        composed is not null && NewSession.StartsWith(prompt, StringComparison.Ordinal) ? this with { NewSession = composed + NewSession[prompt.Length..] } : this;
}
