using Delegate.Actors.Agents;

namespace Delegate.Actors.Processes;

/// <summary>What a slot knows of the attempt that it owns. Belongs to its actor; only <see cref="MayLook"/> is called from elsewhere.</summary>
internal sealed class OwnedAttempt(AttemptKey attempt, AttemptFolder folder, IAgentAdapter adapter, bool isAdopted, ProcessIdentity? supervisor) : IDisposable
{
    private readonly List<IDisposable> _watches = [];
    private readonly CancellationTokenSource _stopped = new();
    private int _looksAhead;

    public AttemptKey Attempt { get; } = attempt;

    public AttemptFolder Folder { get; } = folder;

    /// <summary>True when an earlier host (or an earlier life of the actor) started it.</summary>
    public bool IsAdopted { get; } = isAdopted;

    /// <summary>Null when there is none (any more).</summary>
    public ProcessIdentity? Supervisor { get; } = supervisor;

    public AttemptOutput Output { get; } = new(folder, adapter.ReadOutput());

    public AttemptIdentity? Identity { get; set; }

    public AgentExit? Exit { get; set; }

    public bool SupervisorEnded { get; set; }

    /// <summary>Set when somebody wants it to end.</summary>
    public TimeSpan? StopGrace { get; set; }

    /// <summary>True while the tree is being ended.</summary>
    public bool Ending { get; set; }

    /// <summary>How its processes were ended, as far as they were.</summary>
    public TreeEnd? TreeEnd { get; set; }

    /// <summary>True when there was news while the tree was being ended.</summary>
    public bool EndAgain { get; set; }

    /// <summary>Cancelled when the actor no longer owns the attempt. The agent does not notice.</summary>
    public CancellationToken Stopped => _stopped.Token;

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
        Output.Dispose();
    }
}
