namespace Delegate.Contracts;

/// <summary>
/// What the shell sees. <c>wait</c> and <c>--follow</c> are the exception: they hand on the task's own code
/// (<see cref="OutcomeView.ShellExitCode"/>).
/// </summary>
public static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Ok = 0;
    /// <summary>It was understood, and could not be done.</summary>
    public const int Failure = 1;
    /// <summary>The command line, or a value in it, is wrong.</summary>
    public const int Usage = 2;
    /// <summary>No host answers, and none could be started.</summary>
    public const int HostUnavailable = 3;
    /// <summary>What was named is not there.</summary>
    public const int NotFound = 4;

    /// <summary>As <c>timeout(1)</c> has it.</summary>
    public const int TimedOut = 124;

    /// <summary>Ctrl-C, as shells have it.</summary>
    public const int Interrupted = 130;

    /// <summary>The code for a command that failed with this error.</summary>
    public static int For(DelegateError error) => error.Code switch
    {
        ErrorCodes.HostUnreachable or ErrorCodes.HostStartFailed or ErrorCodes.HostAlreadyRunning
            or ErrorCodes.DataFolderUnusable or ErrorCodes.JournalUnusable => HostUnavailable,
        ErrorCodes.TaskNotFound or ErrorCodes.DependencyNotFound => NotFound,
        ErrorCodes.Internal or ErrorCodes.AlreadyEnded or ErrorCodes.NotEnded or ErrorCodes.AlreadyStarted or ErrorCodes.NotPaused
            or ErrorCodes.LimitExceeded or ErrorCodes.DependencyFailed => Failure,
        _ => Usage,
    };

    /// <summary>Of several tasks: the first code that is not 0, in the order in which they were named.</summary>
    public static int Of(IEnumerable<TaskView> ended) =>
        ended.Select(task => task.Outcome?.ShellExitCode ?? (task.Phase == TaskPhase.Succeeded ? Ok : Failure))
            .FirstOrDefault(code => code != Ok);
}
