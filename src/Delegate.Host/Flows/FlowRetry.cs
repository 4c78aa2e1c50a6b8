using Delegate.Contracts;

namespace Delegate.Host.Flows;

/// <summary>Reads <c>retry: 3</c>, or its long form.</summary>
internal static class FlowRetry
{
    private const int MostAttempts = 100;
    private const long LongestBackoff = 3_600_000;
    private const long Day = 86_400_000;

    /// <summary>What the file says; null when it says nothing, or something wrong, which is then among the problems.</summary>
    public static RetryPolicy? Read(Dictionary<string, FlowEntry> entries, FlowValues values)
    {
        if (!entries.TryGetValue(FlowKeys.Retry, out var entry))
            return null;
        if (entry.Value is not FlowMap map)
            return values.Whole(entry.Value, FlowKeys.Retry, 1, MostAttempts) is { } most ? new() { MaxAttempts = most } : null;
        var own = values.Known(map, FlowKeys.RetryPolicy, $"'{FlowKeys.Retry}'");
        return new()
        {
            MaxAttempts = own.TryGetValue(FlowKeys.Attempts, out var attempts) ? values.Whole(attempts.Value, FlowKeys.Attempts, 1, MostAttempts) : null,
            BackoffMs = values.Duration(own, FlowKeys.Backoff, 0, LongestBackoff, "from 0 to 1h"),
            MaxBackoffMs = values.Duration(own, FlowKeys.MaxBackoff, 0, Day, "from 0 to 24h"),
            On = values.Words<FailureClass>(own, FlowKeys.On),
            OnLost = values.Word<LostPolicy>(own, FlowKeys.OnLost),
        };
    }

    /// <summary>The one; where it is silent, the other.</summary>
    public static RetryPolicy? Over(RetryPolicy? one, RetryPolicy? other) => one is null || other is null ? one ?? other : new()
    {
        MaxAttempts = one.MaxAttempts ?? other.MaxAttempts,
        BackoffMs = one.BackoffMs ?? other.BackoffMs,
        MaxBackoffMs = one.MaxBackoffMs ?? other.MaxBackoffMs,
        On = one.On ?? other.On,
        OnLost = one.OnLost ?? other.OnLost,
    };
}
