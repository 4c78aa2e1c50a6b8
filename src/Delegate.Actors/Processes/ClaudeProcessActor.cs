using Akka.Actor;
using Akka.Event;
using Delegate.Actors.Agents;
using Delegate.Actors.Processes.Git;
using Delegate.Actors.Processes.Linux;
using Delegate.Actors.Tasks;
using Delegate.Contracts;

namespace Delegate.Actors.Processes;

/// <summary>
/// A slot: owns one agent process at a time. Launches or adopts it, follows its output, ends its tree, and tells the
/// task what comes of it. When this actor stops, the agent goes on; whoever comes next adopts it.
/// </summary>
public sealed partial class ClaudeProcessActor : ReceiveActor
{
    private readonly ProcessServices _services;
    private readonly IActorRef _facts;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private PendingLaunch? _pending;
    private OwnedAttempt? _owned;

    public ClaudeProcessActor(ProcessServices services, IActorRef facts)
    {
        (_services, _facts) = (services, facts);

        Receive<ProcessProtocol.Launch>(OnLaunch);
        Receive<ProcessProtocol.Adopt>(OnAdopt);
        Receive<ProcessProtocol.Stop>(OnStop);
        Receive<ProcessProtocol.Freeze>(freeze => OnFreeze(freeze.Attempt, true));
        Receive<ProcessProtocol.Thaw>(thaw => OnFreeze(thaw.Attempt, false));
        Receive<ProcessProtocol.Interrupt>(interrupt => When(interrupt.Attempt, OnInterrupt));
        Receive<FolderRead>(read => read.Pending == _pending, read => Begin(read.Pending.Launch, read.Git));
        Receive<FolderRead>(_ => { }); // a launch that was given up
        Receive<Look>(look => When(look.Attempt, OnLook));
        Receive<SupervisorEnded>(ended => When(ended.Attempt, owned =>
        {
            owned.SupervisorEnded = true;
            OnLook(owned);
        }));
        Receive<CheckpointTaken>(taken => When(taken.Attempt, owned =>
            _facts.Tell(new ProcessProtocol.Progressed(owned.Attempt, owned.Observer.Checkpoint(taken.Git)))));
        Receive<TreeGone>(gone => When(gone.Attempt, owned => Conclude(owned, gone.End)));
        Receive<Concluded>(concluded => When(concluded.Attempt, owned => LetGo(owned, concluded)));
        Receive<TreeStands>(stands => When(stands.Attempt, owned =>
            throw new InvalidOperationException($"The processes of {owned.Attempt} could not be signalled.", stands.Cause)));
    }

    public static Props CreateProps(ProcessServices services, IActorRef facts) => Props.Create(() => new ClaudeProcessActor(services, facts));

    protected override void PostStop()
    {
        _pending?.Dispose();
        _owned?.Dispose();
    }

    protected override void PostRestart(Exception reason)
    {
        base.PostRestart(reason);
        Context.Parent.Tell(new SlotProtocol.Restarted());
    }

    private void OnStop(ProcessProtocol.Stop stop)
    {
        if (_pending?.Launch.Attempt == stop.Attempt)
        {
            GiveUpPending();
            End(stop.Attempt, new(stop.Attempt, null, new(new(OutcomeCodes.Cancelled, "It was stopped before its agent was started.", By: "host"))));
            return;
        }
        // A stop that comes after a crash of this actor, or for an attempt that never came to a process.
        if (_owned?.Attempt != stop.Attempt)
            Adopt(stop.Attempt, new() { Id = stop.Attempt.Task, GraphId = "", Agent = "", Prompt = "", Cwd = "/" }, new UnknownAgent());
        When(stop.Attempt, owned =>
        {
            owned.StopGrace = stop.Grace;
            OnLook(owned);
        });
    }

    private void OnFreeze(AttemptKey attempt, bool freeze)
    {
        if (_pending is { } pending && pending.Launch.Attempt == attempt)
            pending.IsFrozen = freeze;
        When(attempt, owned =>
        {
            if (owned.Ending || owned.StopGrace is not null)
                return; // to end, it has to go on
            owned.IsFrozen = freeze;
            if (freeze)
                owned.Observer.Freeze();
            else
                owned.Observer.Thaw();
            // Before that it is a shell that has not said yet who it is: it would be frozen with nobody knowing its name.
            if (owned.Identity is not null)
                SignalTree(owned);
        });
    }

    private void SignalTree(OwnedAttempt owned) =>
        (owned.IsFrozen ? owned.Freezer.FreezeAsync() : owned.Freezer.ThawAsync())
            .PipeTo(Self, Self, () => new Look(owned.Attempt), cause => new TreeStands(owned.Attempt, cause));

    private static void OnInterrupt(OwnedAttempt owned)
    {
        if (owned.Identity is { } identity && !owned.IsOver)
            ProcessTree.Signal(identity.Agent, Native.SIGINT);
    }

    private void OnLook(OwnedAttempt owned)
    {
        owned.Looked();
        owned.Exit ??= owned.Folder.ReadExitRecord();
        if (owned.Identity is null && (owned.Identity = owned.Folder.ReadIdentity()) is not null)
        {
            if (!(owned.IsAdopted && owned.IsOver))
                TellRunning(owned, owned.Identity);
            if (owned.IsFrozen)
                SignalTree(owned); // it was not there yet when it was to stand still
        }
        if (owned.Observer.Observe(isEnding: owned.Ending || owned.StopGrace is not null) && owned.MayLook())
            Self.Tell(new Look(owned.Attempt));
        // After the agent's end nothing more will come. What is left of its tree has nobody who waits for it, and a task
        // that has ended leaves no process behind. A stop is repeated because the agent may not have been there at first.
        if (owned.IsOver || owned.StopGrace is not null)
            EndTree(owned, owned.StopGrace ?? _services.Options.KillGrace);
        else if (owned.Observer.IsCheckpointDue)
            owned.Git.ReadIfCheapAsync(owned.Stopped).PipeTo(Self, Self, git => new CheckpointTaken(owned.Attempt, git));
    }

    private void EndTree(OwnedAttempt owned, TimeSpan grace)
    {
        owned.EndAgain = owned.Ending;
        if (owned.Ending)
            return;
        owned.Ending = true;
        if (owned.EndEmptyTree() is { } end)
        {
            Conclude(owned, end);
            return;
        }
        var attempt = owned.Attempt;
        // Before the identity is written there is no agent that could be asked, only a shell that is about to become one.
        // It still has its parent's signal handlers for a moment: a polite signal would be lost in it.
        owned.EndTreeAsync(owned.Identity is null ? TimeSpan.Zero : grace)
            .PipeTo(Self, Self, end => new TreeGone(attempt, end), cause => new TreeStands(attempt, cause));
    }

    /// <summary>Nobody is left: read what is left to read, and look at what became of the folder.</summary>
    private void Conclude(OwnedAttempt owned, TreeEnd end)
    {
        owned.TreeEnd = end.After(owned.TreeEnd);
        owned.Exit ??= owned.Folder.ReadExitRecord();
        if (!owned.IsOver)
        {
            // The supervisor is about to write its record, or to start the agent: the next look goes on from here. If there
            // was one while the tree was being ended, it may have been the last: an agent that began just then is silent.
            owned.Ending = false;
            if (owned.EndAgain)
                OnLook(owned);
            return;
        }
        if (owned.Identity is null && !owned.IsAdopted && (owned.Identity = owned.Folder.ReadIdentity()) is { } identity)
            TellRunning(owned, identity); // a short life: over before the first look
        owned.Memory = owned.Tree.Memory ?? owned.Folder.ReadMemory();
        var report = Outcomes.WithMemory(owned.Observer.Conclude(owned.Exit?.Exit), owned.Exit?.Exit, owned.Memory);
        owned.Git.ReadAsync(owned.Stopped).PipeTo(Self, Self, git => new Concluded(owned.Attempt, report, git));
    }

    private void LetGo(OwnedAttempt owned, Concluded concluded)
    {
        if (owned.Supervisor is { } supervisor && !(owned.SupervisorEnded && Native.Reap(supervisor.Pid)))
            _services.Kernel.WatchExit(supervisor, () => Native.Reap(supervisor.Pid)); // only now: until here its entry kept its number from being reused
        _owned = null;
        End(owned.Attempt, new(owned.Attempt, owned.Exit?.Exit, concluded.Report, owned.Observer.Checkpoint(concluded.Git),
            new(owned.Exit?.Use, owned.TreeEnd)), owned.Memory);
        owned.Dispose();
    }

    private void End(AttemptKey attempt, ProcessProtocol.Ended ended, MemoryAccount? memory = null)
    {
        _facts.Tell(ended);
        Context.Parent.Tell(new SlotProtocol.Freed(attempt, memory));
    }

    private void TellRunning(OwnedAttempt owned, AttemptIdentity identity) =>
        _facts.Tell(new ProcessProtocol.Running(owned.Attempt, identity, owned.IsAdopted, owned.GitBefore, owned.NewSessionId));

    private void When(AttemptKey attempt, Action<OwnedAttempt> action)
    {
        if (_owned?.Attempt == attempt)
            action(_owned); // anything else is news of an attempt that this slot no longer owns
    }

    private sealed record CheckpointTaken(AttemptKey Attempt, GitState? Git);

    private sealed record Concluded(AttemptKey Attempt, AgentReport Report, GitState? Git);

    private sealed record Look(AttemptKey Attempt);

    private sealed record SupervisorEnded(AttemptKey Attempt);

    private sealed record TreeGone(AttemptKey Attempt, TreeEnd End);

    private sealed record TreeStands(AttemptKey Attempt, Exception Cause);
}
