using Delegate.Actors.Hosting;
using Delegate.Actors.Processes.Linux;
using Delegate.Contracts;

namespace Delegate.Actors.Processes;

/// <summary>
/// Every process that an attempt has made, wherever it went: whoever is in the agent's control group or in the
/// supervisor's session, carries the attempt's mark in its environment, or descends from one of those. Orphans come to
/// the supervisor, so they stay descendants. What defeats which of the four: <c>docs/failure-modes.md</c>.
/// </summary>
/// <param name="folder">Names the control group; null where there is none to be named.</param>
internal sealed class ProcessTree(
    AttemptKey attempt, ProcessIdentity? supervisor, KernelEvents kernel, TimeProvider time, AttemptFolder? folder = null)
{
    private readonly string _mark = AttemptLauncher.MarkOf(attempt);

    private AttemptCgroup? Cgroup => folder is null ? null : AttemptCgroup.Find(attempt, folder);

    /// <summary>What the kernel said of its memory before its groups were taken away.</summary>
    public MemoryAccount? Memory { get; private set; }

    /// <summary>The processes that are alive now, the supervisor left out: it has to write down how the agent ended.</summary>
    public IReadOnlyList<ProcessIdentity> Find()
    {
        // Not the host: it carries the mark when an agent's own client started it. Nor whoever is older than the attempt.
        var all = ProcessTable.All().Where(entry => entry.Pid != Environment.ProcessId && entry.StartTicks >= (supervisor?.StartTicks ?? 0)).ToList();
        // A session's number is reused like a pid. It means this session as long as the supervisor's entry is there
        // (as a zombie too); after that only the group and the mark are certain.
        var session = supervisor is not null && ProcessTable.Find(supervisor) is not null ? supervisor.Pid : 0;
        var grouped = Cgroup?.Members().ToHashSet() ?? [];
        var members = all.Where(entry => (session != 0 && entry.Session == session) || grouped.Contains(entry.Pid) || ProcessTable.HasInEnvironment(entry.Pid, _mark))
            .Select(entry => entry.Pid).ToHashSet();
        var strangers = new Dictionary<int, bool>();
        // Children of members, and theirs: the list is in no order, so until nothing is added.
        for (var before = -1; before != members.Count;)
        {
            before = members.Count;
            members.UnionWith(all.Where(entry => members.Contains(entry.Parent) && !members.Contains(entry.Pid) && !IsOfAnother(entry, strangers)).Select(entry => entry.Pid));
        }
        return [.. all
            .Where(entry => members.Contains(entry.Pid) && !entry.IsZombie && entry.Pid != supervisor?.Pid)
            .Select(entry => new ProcessIdentity(entry.Pid, entry.StartTicks, ProcessTable.BootId))];
    }

    /// <summary>The supervisor of an attempt whose identity record is not there (yet); null when none is alive.</summary>
    public static ProcessIdentity? FindSupervisor(AttemptKey attempt)
    {
        var mark = AttemptLauncher.MarkOf(attempt);
        var leader = ProcessTable.All().FirstOrDefault(entry =>
            !entry.IsZombie && entry.Session == entry.Pid && entry.Pid != Environment.ProcessId && ProcessTable.HasInEnvironment(entry.Pid, mark));
        return leader.Pid == 0 ? null : new(leader.Pid, leader.StartTicks, ProcessTable.BootId);
    }

    /// <summary>
    /// Ends them all: SIGTERM, the grace, then SIGKILL until a look finds nobody. Completes when none is left that is
    /// ours to end; waits for ends, never for time alone.
    /// </summary>
    public async Task<TreeEnd> EndAsync(TimeSpan grace, CancellationToken cancel)
    {
        await Task.Yield(); // looking through the process table takes milliseconds: not on the caller's time
        using var patience = new CancellationTokenSource(grace, time);
        var signalled = new HashSet<ProcessIdentity>();
        var refused = new HashSet<ProcessIdentity>(); // whoever has become another user (sudo): beyond our power
        DateTimeOffset? term = null, kill = null;
        for (var members = Find(); members.Count > 0; members = [.. Find().Except(refused)])
        {
            cancel.ThrowIfCancellationRequested();
            FaultPoint.Cross("tree.signal");
            var hard = patience.IsCancellationRequested;
            _ = hard ? kill ??= time.GetUtcNow() : term ??= time.GetUtcNow();
            if (hard)
                Cgroup?.Kill(); // whoever forks faster than we can read has no time to
            foreach (var member in members)
                // One polite signal each: an agent may take a second one for "at once".
                if (signalled.Add(member) || hard)
                    if (!End(member, hard ? Native.SIGKILL : Native.SIGTERM))
                        refused.Add(member);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel, hard ? CancellationToken.None : patience.Token);
            await AllEndedAsync([.. members.Except(refused)], limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        if (supervisor is not null)
            Signal(supervisor, Native.SIGCONT); // an agent may have stopped it; now it has a record to write
        RemoveGroups();
        return new(term, kill, time.GetUtcNow(), signalled.Count);
    }

    /// <summary>
    /// For an agent that left nobody behind, by the word of its supervisor: no look through the whole process table, only one
    /// into the groups, which somebody may have been put into who does not descend from it. Null when they are not empty.
    /// </summary>
    public TreeEnd? EndEmpty() => RemoveGroups() ? new(null, null, time.GetUtcNow(), 0) : null;

    /// <summary>What they know of the attempt's memory is kept first. False when somebody is in one.</summary>
    private bool RemoveGroups()
    {
        FaultPoint.Cross("tree.gone");
        if (folder is null)
            return true;
        var group = Cgroup;
        var memory = AttemptMemory.Find(attempt, folder, group);
        Memory = memory?.Read() ?? Memory;
        if (Memory is { OomKills: > 0 } account)
            folder.WriteMemory(account); // the others say nothing that anybody asks for later
        return memory?.Remove() != false && group?.Remove() != false;
    }

    private async Task AllEndedAsync(IReadOnlyList<ProcessIdentity> members, CancellationToken cancel)
    {
        if (members.Count == 0)
            return;
        var left = members.Count;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var watches = members.Select(member => kernel.WatchExit(member, () =>
        {
            if (Interlocked.Decrement(ref left) == 0)
                all.TrySetResult();
        })).ToList();
        try
        {
            await all.Task.WaitAsync(cancel).ConfigureAwait(false);
        }
        finally
        {
            watches.ForEach(watch => watch.Dispose());
        }
    }

    /// <summary>
    /// True for the supervisor of another attempt of this data folder. It is a descendant when an agent's own client
    /// started a host, and that host has ended: what it had started came to the agent's supervisor, as orphans do.
    /// </summary>
    private bool IsOfAnother(ProcessEntry entry, Dictionary<int, bool> known)
    {
        if (folder is null || entry.Session != entry.Pid)
            return false;
        if (!known.TryGetValue(entry.Pid, out var another))
            known[entry.Pid] = another = AttemptKey.TryParse(ProcessTable.InEnvironment(entry.Pid, AttemptLauncher.MarkVariable)) is { } mark
                && mark != attempt && folder.OfSameHome(mark).ReadIdentity()?.Supervisor is { } its && its.Pid == entry.Pid && its.StartTicks == entry.StartTicks;
        return another;
    }

    /// <summary>A stopped process sees its SIGTERM only when it goes on.</summary>
    private static bool End(ProcessIdentity process, int signal) => Signal(process, signal) && Signal(process, Native.SIGCONT);

    /// <summary>Signals the very process, never one that has got its pid meanwhile; false when it is not ours to signal.</summary>
    public static bool Signal(ProcessIdentity process, int signal)
    {
        var pidfd = Native.PidfdOf(process.Pid);
        if (pidfd < 0)
            return true;
        var may = !ProcessTable.IsAlive(process) || Native.PidfdSignal(pidfd, signal);
        Native.Close(pidfd);
        return may;
    }
}
