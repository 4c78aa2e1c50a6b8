using Delegate.Contracts;

namespace Delegate.Actors.Processes;

/// <summary>
/// One attempt of one task. The number is the epoch: a fact that carries another number than the task's current
/// one is refused.
/// </summary>
/// <param name="Task">Whose.</param>
/// <param name="Number">1 for the first.</param>
public readonly record struct AttemptKey(TaskId Task, int Number)
{
    /// <summary><c>task-…/1</c>: also the value of the environment mark that every process of the attempt inherits.</summary>
    public override string ToString() => $"{Task}/{Number}";
}

/// <summary>A process that cannot be mistaken for another one: a pid alone is reused.</summary>
/// <param name="Pid">Process id.</param>
/// <param name="StartTicks">Field 22 of <c>/proc/PID/stat</c>: clock ticks after boot.</param>
/// <param name="BootId"><c>/proc/sys/kernel/random/boot_id</c>.</param>
public sealed record ProcessIdentity(int Pid, long StartTicks, string BootId);

/// <summary>The two processes of an attempt.</summary>
/// <param name="Supervisor">Waits for the agent and writes the exit record.</param>
/// <param name="Agent">The agent itself.</param>
public sealed record AttemptIdentity(ProcessIdentity Supervisor, ProcessIdentity Agent);

/// <summary>How the agent's process ended: exactly one of the two is set.</summary>
/// <param name="ExitCode">0 to 255.</param>
/// <param name="Signal">A name such as <c>SIGKILL</c>.</param>
public sealed record AgentExit(int? ExitCode, string? Signal);
