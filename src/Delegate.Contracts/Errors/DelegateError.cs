namespace Delegate.Contracts;

/// <summary>An expected failure: what was wrong, and what to do next.</summary>
/// <param name="Code">One of <see cref="ErrorCodes"/>; stable, for scripts.</param>
/// <param name="Message">What was wrong, naming the offending value.</param>
/// <param name="Hint">The next command or call to try.</param>
/// <param name="Field">Where in the input: <c>tasks[2].cwd</c>, or <c>flow.yaml:12:5</c>.</param>
public sealed record DelegateError(string Code, string Message, string? Hint = null, string? Field = null);

/// <summary>The vocabulary of <see cref="DelegateError.Code"/>. Only ever added to.</summary>
public static class ErrorCodes
{
    /// <summary>Some value of the input is not acceptable.</summary>
    public const string InvalidInput = "invalid_input";

    /// <summary>The folder does not exist, is not a folder, or is not an absolute path.</summary>
    public const string InvalidFolder = "invalid_folder";

    /// <summary>No task has this id.</summary>
    public const string TaskNotFound = "task_not_found";

    /// <summary>A dependency names a task that does not exist.</summary>
    public const string DependencyNotFound = "dependency_not_found";

    /// <summary>A task names the same dependency twice.</summary>
    public const string DuplicateDependency = "duplicate_dependency";

    /// <summary>Two tasks of a submission have the same key, or an id is taken.</summary>
    public const string DuplicateKey = "duplicate_key";

    /// <summary>The dependencies form a circle; the message names its path.</summary>
    public const string DependencyCycle = "dependency_cycle";

    /// <summary>A dependency has already ended without success, and the edge says cancel.</summary>
    public const string DependencyFailed = "dependency_failed";

    /// <summary>More than is allowed; the message names the limit.</summary>
    public const string LimitExceeded = "limit_exceeded";

    /// <summary>The task has ended; nothing can be changed.</summary>
    public const string AlreadyEnded = "already_ended";

    /// <summary>The task has not ended, and only an ended one can be retried, resumed or pruned.</summary>
    public const string NotEnded = "not_ended";

    /// <summary>The task has begun; what it waits for can no longer be changed.</summary>
    public const string AlreadyStarted = "already_started";

    /// <summary>The task is not paused.</summary>
    public const string NotPaused = "not_paused";

    /// <summary>No agent has this name.</summary>
    public const string UnknownAgent = "unknown_agent";

    /// <summary>No schedule has this id.</summary>
    public const string ScheduleNotFound = "schedule_not_found";

    /// <summary>The schedule is not in a state in which that can be done: not active, not paused, ended.</summary>
    public const string ScheduleState = "schedule_state";

    /// <summary>The schedule was edited by somebody else meanwhile.</summary>
    public const string ScheduleChanged = "schedule_changed";

    /// <summary>The expression or the instants of a schedule make no sense, or never come.</summary>
    public const string InvalidRecurrence = "invalid_recurrence";

    /// <summary>No time zone has this name.</summary>
    public const string InvalidTimezone = "invalid_timezone";

    /// <summary>Schedules follow each other in a circle.</summary>
    public const string ScheduleCycle = "schedule_cycle";

    /// <summary>The token is missing or wrong.</summary>
    public const string Unauthorized = "unauthorized";

    /// <summary>Asked by a page, or under a name, that the host has nothing to do with.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>The host does not answer.</summary>
    public const string HostUnreachable = "host_unreachable";

    /// <summary>The host could not be started.</summary>
    public const string HostStartFailed = "host_start_failed";

    /// <summary>Another host owns the data folder.</summary>
    public const string HostAlreadyRunning = "host_already_running";

    /// <summary>The data folder cannot be used (read-only, full, not ours).</summary>
    public const string DataFolderUnusable = "data_folder_unusable";

    /// <summary>The journal cannot be read or written.</summary>
    public const string JournalUnusable = "journal_unusable";

    /// <summary>A configuration key or its value is not acceptable.</summary>
    public const string InvalidConfiguration = "invalid_configuration";

    /// <summary>A bug of ours, or something nobody foresaw; the host's log has more.</summary>
    public const string Internal = "internal";
}

/// <summary>Carries a <see cref="DelegateError"/> to the edge of a program, where it is printed or sent.</summary>
public sealed class DelegateException : Exception
{
    /// <summary>Wraps an error.</summary>
    public DelegateException(DelegateError error, Exception? inner = null) : base(error.Message, inner) => Error = error;

    /// <summary>What went wrong.</summary>
    public DelegateError Error { get; }
}
