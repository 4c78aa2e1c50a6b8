using Delegate.Actors.Processes.Linux;
using Delegate.Contracts;

namespace Delegate.Actors.Processes;

/// <summary>
/// Processes of attempts that are over: there are none, and this is what says so. An attempt's end is told when its tree
/// is empty, so one can only be there if a process slipped through every means of ownership and came back to light, or
/// if somebody brought the data folder back from a backup.
/// </summary>
/// <param name="find">A task as it stands; null when there is none of that id.</param>
public sealed class Orphans(ProcessServices services, Func<TaskId, TaskView?> find)
{
    /// <summary>How many live now.</summary>
    public int Count() => Attempts().Sum(attempt => TreeOf(attempt).Find().Count);

    /// <summary>Ends those of tasks that we know; takes the control groups of ended attempts away. How many it ended.</summary>
    public async Task<int> ReapAsync(CancellationToken cancel)
    {
        var ended = 0;
        foreach (var attempt in Attempts().Where(attempt => find(attempt.Task) is not null))
            ended += (await TreeOf(attempt).EndAsync(services.Options.KillGrace, cancel).ConfigureAwait(false)).Signalled;
        foreach (var attempt in AttemptCgroup.All().Where(IsOver))
        {
            var folder = AttemptFolder.Of(services.Home, attempt);
            var group = AttemptCgroup.Find(attempt, folder);
            AttemptMemory.Find(attempt, folder, group)?.Remove();
            group?.Remove();
        }
        return ended;
    }

    private List<AttemptKey> Attempts() =>
        [.. ProcessTable.All().Where(entry => !entry.IsZombie && entry.Pid != Environment.ProcessId)
            .Select(entry => AttemptKey.TryParse(ProcessTable.InEnvironment(entry.Pid, AttemptLauncher.MarkVariable)))
            .OfType<AttemptKey>().Concat(AttemptCgroup.All()).Distinct().Where(IsOver)];

    /// <summary>Of this data folder, and nothing of it should run: its task has ended, or has gone on to another attempt, or is not known at all.</summary>
    private bool IsOver(AttemptKey attempt) =>
        AttemptFolder.Of(services.Home, attempt).Exists
        && (find(attempt.Task) is not { } task || task.Phase.IsTerminal() || attempt.Number < task.Attempt);

    private ProcessTree TreeOf(AttemptKey attempt)
    {
        var folder = AttemptFolder.Of(services.Home, attempt);
        return new(attempt, folder.ReadIdentity()?.Supervisor, services.Kernel, services.Time, folder);
    }
}
