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

    public IReadOnlyList<string> AllowedTools { get; init => field = value ?? []; } = []; // an entry without it is read as null
}
