namespace Delegate.Contracts;

/// <summary>How a task can end: the vocabulary of <see cref="OutcomeView.Code"/>. Only ever added to.</summary>
public static class OutcomeCodes
{
    /// <summary>It did what it was asked.</summary>
    public const string Succeeded = "succeeded";

    /// <summary>Somebody cancelled it.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>A task that it depends on did not succeed.</summary>
    public const string DependencyFailed = "dependency_failed";

    /// <summary>It ran longer than allowed, and was ended.</summary>
    public const string TimedOut = "timed_out";

    /// <summary>The process exited with a status other than 0, or said that it failed.</summary>
    public const string AgentError = "agent_error";

    /// <summary>A signal ended the process.</summary>
    public const string Killed = "killed";

    /// <summary>It gave no sign of life for longer than allowed, and could not be brought back.</summary>
    public const string Stalled = "stalled";

    /// <summary>The host ended an attempt to make room; the task waits for its turn again. Never a task's own end.</summary>
    public const string Evicted = "evicted";

    /// <summary>It took more memory than there was for it.</summary>
    public const string OutOfMemory = "out_of_memory";

    /// <summary>The model's service failed in a way that passes.</summary>
    public const string ApiError = "api_error";

    /// <summary>The model's service is overloaded.</summary>
    public const string Overloaded = "overloaded";

    /// <summary>The model's service refused the request for good: no login, no such model, a malformed request.</summary>
    public const string BadConfiguration = "bad_configuration";

    /// <summary>The account's usage limit is reached.</summary>
    public const string UsageLimit = "usage_limit";

    /// <summary>The agent was denied a tool that it wanted.</summary>
    public const string PermissionDenied = "permission_denied";

    /// <summary>The agent's program is missing or not executable.</summary>
    public const string AgentNotFound = "agent_not_found";

    /// <summary>The folder to work in is gone or not accessible.</summary>
    public const string BadFolder = "bad_folder";

    /// <summary>The process could not be started.</summary>
    public const string LaunchFailed = "launch_failed";

    /// <summary>The process is gone and left no word of how it ended (a reboot, or its supervisor was killed).</summary>
    public const string Lost = "lost";
}
