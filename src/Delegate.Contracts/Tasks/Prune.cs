using System.Text.Json.Serialization;

namespace Delegate.Contracts;

/// <summary>
/// Which ended tasks to forget: whatever exceeds any of the limits, those that ended first going first. Never one that
/// an unfinished task refers to.
/// </summary>
public sealed record PruneRequest
{
    /// <summary>Milliseconds since the end after which a task goes; null = no such limit.</summary>
    public long? OlderThanMs { get; init; }

    /// <summary>So many of those that ended last are kept; null = no such limit.</summary>
    public int? Keep { get; init; }

    /// <summary>Bytes of output that those that ended last may keep; null = no such limit.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>Only tasks of this submission; without any limit: all of them that have ended.</summary>
    public string? Graph { get; init; }

    /// <summary>Only say what would go.</summary>
    public bool DryRun { get; init; }

    /// <summary>Who asks: <c>cli</c>, <c>mcp</c>.</summary>
    public string? By { get; init; }
}

/// <summary>What went, or would go.</summary>
/// <param name="Tasks">Those that ended first come first.</param>
/// <param name="Bytes">Of their output, all together.</param>
/// <param name="Kept">Tasks that exceed a limit and stay, because an unfinished task refers to them.</param>
/// <param name="DryRun">True when nothing was done.</param>
public sealed record PruneReply(IReadOnlyList<PrunedTask> Tasks, long Bytes, int Kept, bool DryRun);

/// <summary>One of them.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Key">Its name, if it had one.</param>
/// <param name="Phase">How it ended.</param>
/// <param name="EndedAt">When.</param>
/// <param name="Bytes">Of its output.</param>
public sealed record PrunedTask(TaskId Id, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Key, TaskPhase Phase, DateTimeOffset EndedAt, long Bytes);
