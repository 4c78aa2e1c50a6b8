using Delegate.Actors.Processes.Git;
using Delegate.Actors.Processes.Linux;
using Delegate.Contracts;

namespace Delegate.Actors.Processes;

/// <summary>What a slot knows of the attempt that it owns. Belongs to its actor; only <see cref="MayLook"/> is called from elsewhere.</summary>
internal sealed class OwnedAttempt(
    AttemptKey attempt, string cwd, AttemptFolder folder, bool isAdopted, ProcessIdentity? supervisor, ProcessServices services) : IDisposable
{
    private readonly List<IDisposable> _watches = [];
    private readonly CancellationTokenSource _stopped = new();
    private TreeFreezer? _freezer;
    private int _looksAhead;

    public AttemptKey Attempt { get; } = attempt;

    public AttemptFolder Folder { get; } = folder;

    /// <summary>True when an earlier host (or an earlier life of the actor) started it.</summary>
    public bool IsAdopted { get; } = isAdopted;

    /// <summary>Null when there is none (any more).</summary>
    public ProcessIdentity? Supervisor { get; } = supervisor;

    /// <summary>Set before anything else is asked of it.</summary>
    public required AttemptObserver Observer { get; init; }

    public GitFolder Git { get; } = new(cwd, services.Git, services.Time);

    /// <summary>With <see cref="IsAdopted"/> unset: the working folder before the start.</summary>
    public GitState? GitBefore { get; init; }

    /// <summary>Set when the session that was asked for is gone.</summary>
    public string? NewSessionId { get; init; }

    public AttemptIdentity? Identity { get; set; }

    /// <summary>Null while the agent has not ended, and when nobody could write down how it did.</summary>
    public ExitRecord? Exit { get; set; }

    public bool SupervisorEnded { get; set; }

    /// <summary>Set when somebody wants it to end.</summary>
    public TimeSpan? StopGrace { get; set; }

    /// <summary>True when somebody wants it to stand still.</summary>
    public bool IsFrozen { get; set; }

    /// <summary>True while the tree is being ended, and when nobody is left of it.</summary>
    public bool Ending { get; set; }

    /// <summary>Set when it is over: what the kernel counted, if it did.</summary>
    public MemoryAccount? Memory { get; set; }

    /// <summary>How its processes were ended, as far as they were.</summary>
    public TreeEnd? TreeEnd { get; set; }

    /// <summary>True when there was news while the tree was being ended.</summary>
    public bool EndAgain { get; set; }

    /// <summary>The agent has ended; without a record the supervisor was ended too, and nobody will know how.</summary>
    public bool IsOver => Exit is not null || SupervisorEnded;

    public ProcessTree Tree => field ??= new(Attempt, Supervisor, services.Kernel, services.Time, Folder);

    public TreeFreezer Freezer => _freezer ??= new(Tree, services.Time);

    /// <summary>Cancelled when the actor no longer owns the attempt. The agent does not notice.</summary>
    public CancellationToken Stopped => _stopped.Token;

    /// <summary>The end of a tree of which nobody is left, without a look through the process table; null when that cannot be said.</summary>
    public TreeEnd? EndEmptyTree() => Exit is { LeftNobody: true } && _freezer is null ? Tree.EndEmpty() : null;

    /// <summary>Ends the tree, frozen or not; whoever is being stopped meanwhile is let be first.</summary>
    public async Task<TreeEnd> EndTreeAsync(TimeSpan grace)
    {
        await Freezer.LetBeAsync().ConfigureAwait(false);
        return await Tree.EndAsync(grace, Stopped).ConfigureAwait(false);
    }

    public void Watch(IDisposable watch) => _watches.Add(watch);

    /// <summary>True for the first who wants a look; a file that is written a thousand times is one message.</summary>
    public bool MayLook() => Interlocked.Exchange(ref _looksAhead, 1) == 0;

    /// <summary>A look begins: what changes from now on is worth another one.</summary>
    public void Looked() => Interlocked.Exchange(ref _looksAhead, 0);

    /// <inheritdoc/>
    public void Dispose()
    {
        _watches.ForEach(watch => watch.Dispose());
        _stopped.Cancel();
        _stopped.Dispose();
        _freezer?.Dispose();
        Observer.Dispose();
    }
}
