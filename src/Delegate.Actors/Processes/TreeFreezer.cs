using Delegate.Actors.Processes.Linux;

namespace Delegate.Actors.Processes;

/// <summary>
/// Stops an attempt's whole tree where it stands, and lets it go on. One wish is carried out at a time, and a later one
/// ends an earlier one that is still at it. Never the supervisor: it has to write down how the agent ended.
/// </summary>
internal sealed class TreeFreezer(ProcessTree tree, TimeProvider time) : IDisposable
{
    private const int QuickLooks = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private CancellationTokenSource _wish = new();
    private Task _last = Task.CompletedTask;

    public Task FreezeAsync() => Next(StopAllAsync);

    public Task ThawAsync() => Next(_ =>
    {
        foreach (var member in tree.Find())
            ProcessTree.Signal(member, Native.SIGCONT);
        return Task.CompletedTask;
    });

    /// <summary>Completes when nobody is being stopped any more: those who are, stay so.</summary>
    public Task LetBeAsync() => Next(_ => Task.CompletedTask);

    /// <inheritdoc/>
    public void Dispose() => _wish.Cancel();

    private Task Next(Func<CancellationToken, Task> work)
    {
        _wish.Cancel();
        _wish = new();
        return _last = AfterAsync(_last, work, _wish.Token);
    }

    private static async Task AfterAsync(Task before, Func<CancellationToken, Task> work, CancellationToken cancel)
    {
        await Task.Yield(); // looking through the process table takes milliseconds: not on the caller's time
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await work(cancel).ConfigureAwait(false);
    }

    /// <summary>
    /// Until two looks in a row find nobody who runs: a member that forks just before its signal arrives leaves a child that
    /// no earlier look could see; nor does the look during which it is born. In the second one it is there.
    /// </summary>
    private async Task StopAllAsync(CancellationToken cancel)
    {
        var signalled = new HashSet<ProcessIdentity>();
        var refused = new HashSet<ProcessIdentity>(); // whoever has become another user (sudo): beyond our power
        for (int look = 0, quiet = 0; !cancel.IsCancellationRequested; look++)
        {
            var running = tree.Find().Where(member => !refused.Contains(member) && Runs(member, signalled)).ToList();
            quiet = running.Count == 0 ? quiet + 1 : 0;
            if (quiet == 2)
                return;
            foreach (var member in running)
                if (ProcessTree.Signal(member, Native.SIGSTOP))
                    signalled.Add(member);
                else
                    refused.Add(member);
            if (look >= QuickLooks && quiet == 0) // a signal takes microseconds to arrive, and a look takes milliseconds
                await Task.Delay(Pause, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// T is stopped, t is stopped by a debugger. D waits inside the kernel, and sees its signal before it does anything
    /// else: the parent of a vfork whose child was stopped stays there until the thaw.
    /// </summary>
    private static bool Runs(ProcessIdentity member, HashSet<ProcessIdentity> signalled) =>
        ProcessTable.Find(member) is { State: not ('T' or 't' or 'Z' or 'X') and var state } && !(state == 'D' && signalled.Contains(member));
}
