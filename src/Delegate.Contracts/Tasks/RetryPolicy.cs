using System.Text.Json.Serialization;

namespace Delegate.Contracts;

/// <summary>
/// When a failed attempt is followed by another one of the same task. What is null is the host's default
/// (<c>delegate config show</c>) and is filled in when the task is accepted.
/// </summary>
public sealed record RetryPolicy
{
    /// <summary>Attempts in all, 1 to 100; 1 = never again. Waiting for a usage limit to reset does not count.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>Milliseconds before the second attempt, 0 to 3,600,000; doubled for each further one, and spread by a fifth so that many do not come back at once.</summary>
    public long? BackoffMs { get; init; }

    /// <summary>Milliseconds that the wait never passes, 0 to 86,400,000.</summary>
    public long? MaxBackoffMs { get; init; }

    /// <summary>Which failures are tried again; null = <see cref="DefaultOn"/>.</summary>
    public IReadOnlyList<FailureClass>? On { get; init; }

    /// <summary>What becomes of it when its process is gone and nobody knows how it ended (the machine restarted, say).</summary>
    public LostPolicy? OnLost { get; init; }

    /// <summary>Those that pass by themselves, or go on in the same conversation. An agent that says it failed is believed.</summary>
    public static IReadOnlyList<FailureClass> DefaultOn { get; } =
        [FailureClass.ApiError, FailureClass.Overloaded, FailureClass.UsageLimit, FailureClass.Stalled, FailureClass.Lost];
}

/// <summary>What becomes of a task whose process is gone without a word.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LostPolicy>))]
public enum LostPolicy
{
    /// <summary>Goes on in the same agent conversation; fails as lost when there is none (the default).</summary>
    [JsonStringEnumMemberName("resume")] Resume,

    /// <summary>Goes on in the same agent conversation; begins anew when there is none.</summary>
    [JsonStringEnumMemberName("rerun")] Rerun,

    /// <summary>Fails as lost.</summary>
    [JsonStringEnumMemberName("fail")] Fail,
}
