namespace Delegate.Contracts;

/// <summary>A wish to retry or to pause a task.</summary>
/// <param name="By">Who asks: <c>cli</c>, <c>mcp</c>.</param>
public sealed record SteerRequest(string? By = null);

/// <summary>A wish to let a task go on.</summary>
/// <param name="Context">What the agent is told besides, at most 64 KiB; only for a task that has ended.</param>
/// <param name="By">Who asks: <c>cli</c>, <c>mcp</c>.</param>
public sealed record ResumeRequest(string? Context = null, string? By = null)
{
    /// <summary>Characters of <see cref="Context"/> at the most.</summary>
    public const int LongestContext = 65_536;
}

/// <summary>Other dependencies for a task that has not begun.</summary>
/// <param name="By">Who asks: <c>cli</c>, <c>mcp</c>.</param>
public sealed record DependencyChangeRequest(string? By = null)
{
    /// <summary>What it is to wait for besides: ids of existing tasks.</summary>
    public IReadOnlyList<DependencyRequest> Add { get; init => field = value ?? []; } = [];

    /// <summary>Whom it is no longer to wait for.</summary>
    public IReadOnlyList<TaskId> Remove { get; init => field = value ?? []; } = [];
}

/// <summary>How a queue is to be; what is null stays as it is.</summary>
/// <param name="Limit">Tasks of it that may run at once, 1 to 1,000; 0 = as many as the machine allows.</param>
/// <param name="Paused">True: nothing of it is started; what runs goes on.</param>
/// <param name="By">Who asks: <c>cli</c>, <c>mcp</c>.</param>
public sealed record QueueRequest(int? Limit = null, bool? Paused = null, string? By = null)
{
    /// <summary>The highest limit.</summary>
    public const int MostAtOnce = 1_000;
}

/// <summary>Whether anything is started at all.</summary>
/// <param name="Paused">True: nothing is.</param>
/// <param name="By">Who asks: <c>cli</c>, <c>mcp</c>.</param>
public sealed record PauseAllRequest(bool Paused, string? By = null);
