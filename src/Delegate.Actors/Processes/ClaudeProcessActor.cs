using System.ComponentModel;
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
public sealed class ClaudeProcessActor : ReceiveActor
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
        Receive<TreeGone>(gone => When(gone.Attempt, Conclude));
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

    private void OnLaunch(ProcessProtocol.Launch launch)
    {
        if (_pending?.Launch.Attempt == launch.Attempt)
            return; // asked twice
        var folder = AttemptFolder.Of(_services.Home, launch.Attempt);
        // The folder of an attempt that an earlier host began to launch. If it came as far as a process, that is the process.
        if (_owned?.Attempt == launch.Attempt || (folder.Exists && HasBegun(folder, launch.Attempt)))
        {
            OnAdopt(new(launch.Attempt, launch.Spec));
            return;
        }
        Vacant(launch.Attempt);
        var pending = _pending = new PendingLaunch(launch);
        if (GitProbe.IsInRepository(launch.Spec.Cwd))
            GitProbe.ReadAsync(launch.Spec.Cwd, _services.Git, _services.Time, pending.GivenUp).PipeTo(Self, Self, git => new FolderRead(pending, git));
        else
            Begin(launch, null);
    }

    /// <summary>Starts the process of the pending launch.</summary>
    private void Begin(ProcessProtocol.Launch launch, GitState? git)
    {
        var isFrozen = _pending!.IsFrozen;
        GiveUpPending();
        var folder = AttemptFolder.Of(_services.Home, launch.Attempt);
        var adapter = _services.Agents.Find(launch.Spec.Agent);
        var plan = LaunchPlan.Of(launch, adapter, folder, _services.Options);
        if (plan.WhyNot is { } reason)
        {
            Refuse(launch.Attempt, reason);
            return;
        }
        ProcessIdentity supervisor;
        try
        {
            folder.Create(plan.Prompt);
            supervisor = AttemptLauncher.Start(launch.Attempt, launch.Spec, plan.Command, folder);
        }
        catch (Exception refused) when (refused is Win32Exception or IOException or UnauthorizedAccessException)
        {
            _log.Warning(refused, "{Attempt} could not be started", launch.Attempt);
            Refuse(launch.Attempt, new(OutcomeCodes.LaunchFailed, $"The machine refused to start it: {refused.Message}", By: "host", Hint: "delegate doctor"));
            return;
        }
        // Outside of the try: from here on a process exists, and whatever goes wrong is not a failed launch.
        Own(new(launch.Attempt, launch.Spec.Cwd, folder, isAdopted: false, supervisor, _services)
        {
            Observer = Observe(launch.Attempt, launch.Spec, folder, adapter, isAdopted: false), GitBefore = git, NewSessionId = plan.NewSessionId,
        });
        if (isFrozen)
            OnFreeze(launch.Attempt, true);
    }

    private void OnAdopt(ProcessProtocol.Adopt adopt) => Adopt(adopt.Attempt, adopt.Spec, _services.Agents.Find(adopt.Spec.Agent));

    private void Adopt(AttemptKey attempt, TaskSpec spec, IAgentAdapter adapter)
    {
        if (_owned?.Attempt == attempt || _pending?.Launch.Attempt == attempt)
            return; // asked twice
        Vacant(attempt);
        var folder = AttemptFolder.Of(_services.Home, attempt);
        var supervisor = folder.ReadIdentity()?.Supervisor ?? ProcessTree.FindSupervisor(attempt);
        Own(new(attempt, spec.Cwd, folder, isAdopted: true, supervisor, _services)
        {
            Observer = Observe(attempt, spec, folder, adapter, isAdopted: true),
        });
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

    private void Own(OwnedAttempt owned)
    {
        _owned = owned;
        var (self, attempt) = (Self, owned.Attempt);
        if (owned.Folder.Exists)
            owned.Watch(_services.Kernel.WatchFolder(owned.Folder.Path, () =>
            {
                if (owned.MayLook())
                    self.Tell(new Look(attempt));
            }));
        if (owned.Supervisor is { } supervisor)
            owned.Watch(_services.Kernel.WatchExit(supervisor, () => self.Tell(new SupervisorEnded(attempt))));
        owned.SupervisorEnded = owned.IsAdopted && (owned.Supervisor is null || !ProcessTable.IsAlive(owned.Supervisor));
        OnLook(owned);
    }

    private void OnLook(OwnedAttempt owned)
    {
        owned.Looked();
        owned.Exit ??= owned.Folder.ReadExit();
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
        var attempt = owned.Attempt;
        // Before the identity is written there is no agent that could be asked, only a shell that is about to become one.
        // It still has its parent's signal handlers for a moment: a polite signal would be lost in it.
        owned.EndTreeAsync(owned.Identity is null ? TimeSpan.Zero : grace)
            .PipeTo(Self, Self, () => new TreeGone(attempt), cause => new TreeStands(attempt, cause));
    }

    /// <summary>Nobody is left: read what is left to read, and look at what became of the folder.</summary>
    private void Conclude(OwnedAttempt owned)
    {
        owned.Exit ??= owned.Folder.ReadExit();
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
        var report = owned.Observer.Conclude(owned.Exit);
        owned.Git.ReadAsync(owned.Stopped).PipeTo(Self, Self, git => new Concluded(owned.Attempt, report, git));
    }

    private void LetGo(OwnedAttempt owned, Concluded concluded)
    {
        if (owned.Supervisor is { } supervisor)
            _services.Kernel.WatchExit(supervisor, () => Native.Reap(supervisor.Pid)); // only now: until here its entry kept its number from being reused
        _owned = null;
        End(owned.Attempt, new(owned.Attempt, owned.Exit, concluded.Report, owned.Observer.Checkpoint(concluded.Git)));
        owned.Dispose();
    }

    private void End(AttemptKey attempt, ProcessProtocol.Ended ended)
    {
        _facts.Tell(ended);
        Context.Parent.Tell(new SlotProtocol.Freed(attempt));
    }

    private void TellRunning(OwnedAttempt owned, AttemptIdentity identity) =>
        _facts.Tell(new ProcessProtocol.Running(owned.Attempt, identity, owned.IsAdopted, owned.GitBefore, owned.NewSessionId));

    private AttemptObserver Observe(AttemptKey attempt, TaskSpec spec, AttemptFolder folder, IAgentAdapter adapter, bool isAdopted)
    {
        var self = Self;
        return new(attempt, spec, folder, adapter, isAdopted, _services.Time, fact => _facts.Tell(fact), () => self.Tell(new Look(attempt)));
    }

    private void Vacant(AttemptKey wanted)
    {
        if ((_owned?.Attempt ?? _pending?.Launch.Attempt) is { } other)
            throw new InvalidOperationException($"This slot owns {other}, and was sent {wanted}.");
    }

    private void GiveUpPending()
    {
        _pending?.Dispose();
        _pending = null;
    }

    private void Refuse(AttemptKey attempt, OutcomeView reason)
    {
        _facts.Tell(new ProcessProtocol.LaunchFailed(attempt, reason));
        Context.Parent.Tell(new SlotProtocol.Freed(attempt));
    }

    private static bool HasBegun(AttemptFolder folder, AttemptKey attempt) =>
        File.Exists(folder.Identity) || File.Exists(folder.Exit) || ProcessTree.FindSupervisor(attempt) is not null;

    private void When(AttemptKey attempt, Action<OwnedAttempt> action)
    {
        if (_owned?.Attempt == attempt)
            action(_owned); // anything else is news of an attempt that this slot no longer owns
    }

    private sealed record FolderRead(PendingLaunch Pending, GitState? Git);

    private sealed record CheckpointTaken(AttemptKey Attempt, GitState? Git);

    private sealed record Concluded(AttemptKey Attempt, AgentReport Report, GitState? Git);

    private sealed record Look(AttemptKey Attempt);

    private sealed record SupervisorEnded(AttemptKey Attempt);

    private sealed record TreeGone(AttemptKey Attempt);

    private sealed record TreeStands(AttemptKey Attempt, Exception Cause);
}
