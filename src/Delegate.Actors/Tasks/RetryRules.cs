using Delegate.Contracts;

namespace Delegate.Actors.Tasks;

/// <summary>Whether another attempt follows a failed one, and when. Pure: chance arrives as an argument.</summary>
public static class RetryRules
{
    /// <summary>What holds where a policy is silent.</summary>
    public static RetryPolicy Defaults { get; } = new()
    {
        MaxAttempts = 3, BackoffMs = 5_000, MaxBackoffMs = 300_000, On = RetryPolicy.DefaultOn, OnLost = LostPolicy.Resume,
    };

    /// <summary>How far a wait is spread, so that tasks which failed together do not come back together.</summary>
    private const double Spread = 0.2;

    /// <summary>A usage limit that does not say when it resets is asked again after this.</summary>
    private static readonly TimeSpan UnknownReset = TimeSpan.FromMinutes(15);

    /// <summary>After a reset everybody would come at once: each comes within this.</summary>
    private static readonly TimeSpan ResetSpread = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan EvictionPause = TimeSpan.FromSeconds(30);

    /// <summary>A plan for the next attempt.</summary>
    /// <param name="Counts">True when the failed one uses up an attempt of the policy.</param>
    public sealed record Plan(DateTimeOffset At, bool Counts);

    /// <summary>The plan; null when the task ends with this failure.</summary>
    /// <param name="resetsAt">When a usage limit resets, if that is known.</param>
    /// <param name="roll">0 to 1, by chance.</param>
    public static Plan? Next(TaskState state, string outcomeCode, DateTimeOffset? resetsAt, DateTimeOffset now, double roll)
    {
        if (outcomeCode == OutcomeCodes.Evicted)
            return new(now + EvictionPause, Counts: false);
        if (state.Spec?.Retry is not { } policy || FailureClasses.Of(outcomeCode) is not { } failure || !On(policy).Contains(failure))
            return null;
        if (failure == FailureClass.Lost && !GoesOn(policy.OnLost ?? LostPolicy.Resume, state.KnownSession is not null))
            return null;
        if (failure == FailureClass.UsageLimit)
            return new(Later(now, resetsAt ?? now + UnknownReset) + (ResetSpread * roll), Counts: false);
        var failures = state.Failures + 1;
        return failures < (policy.MaxAttempts ?? Defaults.MaxAttempts) ? new(now + Backoff(policy, failures, roll), Counts: true) : null;
    }

    private static bool GoesOn(LostPolicy policy, bool hasSession) => policy switch
    {
        LostPolicy.Fail => false,
        LostPolicy.Rerun => true,
        _ => hasSession,
    };

    private static TimeSpan Backoff(RetryPolicy policy, int failures, double roll)
    {
        var most = policy.MaxBackoffMs ?? Defaults.MaxBackoffMs!.Value;
        var wait = Math.Min(most, (policy.BackoffMs ?? Defaults.BackoffMs!.Value) * Math.Pow(2, failures - 1));
        return TimeSpan.FromMilliseconds(wait * (1 - Spread + (2 * Spread * roll)));
    }

    private static IReadOnlyList<FailureClass> On(RetryPolicy policy) => policy.On ?? RetryPolicy.DefaultOn;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
