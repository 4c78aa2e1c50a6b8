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

    /// <summary>Reads what <see cref="ToString"/> has written; null when it is anything else.</summary>
    public static AttemptKey? TryParse(string? text) =>
        text?.Split('/') is [var task, var number]
        && TaskId.TryParse(task, out var id) && int.TryParse(number, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var epoch) && epoch > 0
            ? new(id, epoch)
            : null;
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

/// <summary>What the supervisor wrote down when the agent had ended.</summary>
/// <param name="Use">Null when it does not say.</param>
/// <param name="LeftNobody">True when it had no child any more: since orphans come to it, nobody descends from the agent.</param>
public sealed record ExitRecord(AgentExit Exit, ResourceUse? Use, bool LeftNobody);

/// <summary>What a process and the children that it waited for have used.</summary>
/// <param name="UserMs">Processor time in the programs, milliseconds.</param>
/// <param name="SystemMs">Processor time in the kernel on their behalf.</param>
/// <param name="PeakKib">The most memory that one of them had at once (KiB resident); null when it was not measured.</param>
public sealed record ResourceUse(long UserMs, long SystemMs, long? PeakKib);

/// <summary>How the processes of an attempt were ended, when they were.</summary>
/// <param name="TermAt">The first SIGTERM; null when nobody was left to be asked.</param>
/// <param name="KillAt">The first SIGKILL; null when none was needed.</param>
/// <param name="GoneAt">When a look found nobody any more.</param>
/// <param name="Signalled">How many processes were sent a signal.</param>
public sealed record TreeEnd(DateTimeOffset? TermAt, DateTimeOffset? KillAt, DateTimeOffset GoneAt, int Signalled)
{
    /// <summary>This end, told as one with an earlier one of the same attempt.</summary>
    public TreeEnd After(TreeEnd? earlier) => earlier is null
        ? this
        : new(earlier.TermAt ?? TermAt, earlier.KillAt ?? KillAt, GoneAt, earlier.Signalled + Signalled);
}

/// <summary>What the machine says about an ended attempt.</summary>
/// <param name="Use">Null when nobody could write it down.</param>
/// <param name="Tree">Null when it was not we who ended it.</param>
public sealed record ProcessAccount(ResourceUse? Use, TreeEnd? Tree);
