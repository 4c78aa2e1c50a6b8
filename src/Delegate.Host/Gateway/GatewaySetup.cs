using Delegate.Actors.Dag;
using Delegate.Actors.Projections;
using Delegate.Contracts;
using Delegate.Host.Door;
using Delegate.Host.Lifecycle;
using Delegate.Host.Notifications;

namespace Delegate.Host.Gateway;

/// <summary>What the gateway needs besides the actors.</summary>
internal sealed record GatewaySetup
{
    public required DelegateHome Home { get; init; }

    public required DelegateOptions Options { get; init; }

    public required DagLimits Limits { get; init; }

    public required IReadOnlySet<string> AgentNames { get; init; }

    public required TaskQueries Queries { get; init; }

    public required ScheduleQueries ScheduleQueries { get; init; }

    public required LiveFeed Feed { get; init; }

    public required HistoryReader History { get; init; }

    public required PastReader Past { get; init; }

    public required TaskOutput Output { get; init; }

    public required TimeProvider Time { get; init; }

    public required HostIdentity Identity { get; init; }

    /// <summary>Turns a flow file into a submission; throws <see cref="DelegateException"/> naming line and column.</summary>
    public required Func<FlowRequest, SubmitRequest> ReadFlow { get; init; }

    /// <summary>The output of a task's latest attempt; goes on until the given task completes.</summary>
    public required Func<TaskView, LogQuery, Task, CancellationToken, IAsyncEnumerable<LogLine>> ReadLogs { get; init; }

    /// <summary>Live processes of attempts that are over.</summary>
    public required Func<int> CountOrphans { get; init; }

    public required InboxQueries Inbox { get; init; }

    /// <summary>The way in by TCP.</summary>
    public required TcpDoor Door { get; init; }

    /// <summary>Who tells people.</summary>
    public required Notifier Notifier { get; init; }

    public required Action StopHost { get; init; }

    /// <summary>The host's defaults, where the task does not say: resolved once, so that a later change of settings changes no accepted task.</summary>
    public TaskRequest WithDefaults(TaskRequest task)
    {
        var isClaude = task.Agent == Contracts.AgentNames.Claude;
        return task with
        {
            TimeoutMs = task.TimeoutMs ?? (Options.Timeout > TimeSpan.Zero ? (long)Options.Timeout.TotalMilliseconds : null),
            Model = task.Model ?? (isClaude ? NullIfEmpty(Options.ClaudeModel) : null),
            PermissionMode = task.PermissionMode ?? (isClaude ? NullIfEmpty(Options.ClaudePermissionMode) : null),
            IdleMs = task.IdleMs ?? (Options.Idle > TimeSpan.Zero ? (long)Options.Idle.TotalMilliseconds : null),
            MaxOutputBytes = task.MaxOutputBytes ?? (Options.MaxOutputMb > 0 ? (long)Options.MaxOutputMb << 20 : null),
            Retry = WithDefaults(task.Retry ?? new()),
        };
    }

    private RetryPolicy WithDefaults(RetryPolicy policy) => new()
    {
        MaxAttempts = policy.MaxAttempts ?? Options.RetryMaxAttempts,
        BackoffMs = policy.BackoffMs ?? (long)Options.RetryBackoff.TotalMilliseconds,
        // Who asks for a long backoff means it: the host's own bound is for those who say nothing.
        MaxBackoffMs = policy.MaxBackoffMs ?? Math.Max((long)Options.RetryMaxBackoff.TotalMilliseconds, policy.BackoffMs ?? 0),
        On = policy.On ?? RetryPolicy.DefaultOn,
        OnLost = policy.OnLost ?? LostPolicy.Resume,
    };

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
