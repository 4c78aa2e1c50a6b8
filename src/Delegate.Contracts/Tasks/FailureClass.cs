using System.Text.Json.Serialization;

namespace Delegate.Contracts;

/// <summary>
/// What kind of failure ended an attempt. Follows from the outcome's code alone, which is made from facts (exit, signal,
/// the agent's own events), never from the words of a message. A <see cref="RetryPolicy"/> names these.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<FailureClass>))]
public enum FailureClass
{
    /// <summary>The model's service failed in a way that passes: 5xx, a broken connection, a plain rate limit.</summary>
    [JsonStringEnumMemberName("api_error")] ApiError,

    /// <summary>The model's service is overloaded (529).</summary>
    [JsonStringEnumMemberName("overloaded")] Overloaded,

    /// <summary>The account's usage limit is reached; it resets at a known time.</summary>
    [JsonStringEnumMemberName("usage_limit")] UsageLimit,

    /// <summary>It ran longer than it may.</summary>
    [JsonStringEnumMemberName("timed_out")] TimedOut,

    /// <summary>It gave no sign of life for longer than it may.</summary>
    [JsonStringEnumMemberName("stalled")] Stalled,

    /// <summary>A signal ended it.</summary>
    [JsonStringEnumMemberName("killed")] Killed,

    /// <summary>It took more memory than there was for it.</summary>
    [JsonStringEnumMemberName("out_of_memory")] OutOfMemory,

    /// <summary>The agent, or the command, said itself that it failed.</summary>
    [JsonStringEnumMemberName("agent_error")] AgentError,

    /// <summary>It was refused a tool that it wanted.</summary>
    [JsonStringEnumMemberName("permission_denied")] PermissionDenied,

    /// <summary>It cannot work as it is set up: no program, no folder, no login, a model that does not exist.</summary>
    [JsonStringEnumMemberName("bad_configuration")] BadConfiguration,

    /// <summary>Its process is gone and nobody knows how it ended: the machine restarted, say.</summary>
    [JsonStringEnumMemberName("lost")] Lost,
}

/// <summary>From outcomes to classes.</summary>
public static class FailureClasses
{
    /// <summary>The class of an outcome; null for success, for a cancel, and for a failed dependency: nothing of the task's own failed.</summary>
    public static FailureClass? Of(string outcomeCode) => outcomeCode switch
    {
        OutcomeCodes.ApiError => FailureClass.ApiError,
        OutcomeCodes.Overloaded => FailureClass.Overloaded,
        OutcomeCodes.UsageLimit => FailureClass.UsageLimit,
        OutcomeCodes.TimedOut => FailureClass.TimedOut,
        OutcomeCodes.Stalled => FailureClass.Stalled,
        OutcomeCodes.Killed => FailureClass.Killed,
        OutcomeCodes.OutOfMemory => FailureClass.OutOfMemory,
        OutcomeCodes.AgentError => FailureClass.AgentError,
        OutcomeCodes.PermissionDenied => FailureClass.PermissionDenied,
        OutcomeCodes.BadConfiguration or OutcomeCodes.AgentNotFound or OutcomeCodes.BadFolder or OutcomeCodes.LaunchFailed => FailureClass.BadConfiguration,
        OutcomeCodes.Lost => FailureClass.Lost,
        _ => null,
    };
}
