using System.ComponentModel;
using Akka.Actor;
using Akka.Event;
using Delegate.Actors.Processes.Linux;
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
    private OwnedAttempt? _owned;

    public ClaudeProcessActor(ProcessServices services, IActorRef facts)
    {
        (_services, _facts) = (services, facts);

        Receive<ProcessProtocol.Launch>(OnLaunch);
        Receive<ProcessProtocol.Adopt>(OnAdopt);
        Receive<ProcessProtocol.Stop>(OnStop);
        Receive<Look>(look => When(look.Attempt, OnLook));
        Receive<SupervisorEnded>(ended => When(ended.Attempt, owned =>
        {
            owned.SupervisorEnded = true;
            OnLook(owned);
        }));
        Receive<TreeGone>(gone => When(gone.Attempt, owned => Conclude(owned, gone.End)));
        Receive<TreeStands>(stands => When(stands.Attempt, owned =>
            throw new InvalidOperationException($"The processes of {owned.Attempt} could not be ended.", stands.Cause)));
    }

    public static Props CreateProps(ProcessServices services, IActorRef facts) => Props.Create(() => new ClaudeProcessActor(services, facts));

    protected override void PostStop() => _owned?.Dispose();

    protected override void PostRestart(Exception reason)
    {
        base.PostRestart(reason);
        Context.Parent.Tell(new SlotProtocol.Restarted());
    }

    private void OnLaunch(ProcessProtocol.Launch launch)
    {
        var folder = AttemptFolder.Of(_services.Home, launch.Attempt);
        // The folder of an attempt that an earlier host began to launch. If it came as far as a process, that is the process.
        if (_owned?.Attempt == launch.Attempt || (folder.Exists && HasBegun(folder, launch.Attempt)))
        {
            OnAdopt(new(launch.Attempt, launch.Spec));
            return;
        }
        var adapter = _services.Agents.Find(launch.Spec.Agent);
        var command = adapter.Command(launch.Spec, launch.SessionId, launch.Resume, folder.Prompt, _services.Options);
        if (AttemptLauncher.WhyNot(launch.Spec, command) is { } reason)
        {
            Refuse(launch.Attempt, reason);
            return;
        }
        ProcessIdentity supervisor;
        try
        {
            folder.Create(launch.Spec.Prompt);
            supervisor = AttemptLauncher.Start(launch.Attempt, launch.Spec, command, folder);
        }
        catch (Exception refused) when (refused is Win32Exception or IOException or UnauthorizedAccessException)
        {
            _log.Warning(refused, "{Attempt} could not be started", launch.Attempt);
            Refuse(launch.Attempt, new(OutcomeCodes.LaunchFailed, $"The machine refused to start it: {refused.Message}", By: "host", Hint: "delegate doctor"));
            return;
        }
        // Outside of the try: from here on a process exists, and whatever goes wrong is not a failed launch.
        Own(new OwnedAttempt(launch.Attempt, folder, adapter, isAdopted: false, supervisor));
    }

    private void OnAdopt(ProcessProtocol.Adopt adopt)
    {
        if (_owned?.Attempt == adopt.Attempt)
            return; // asked twice
        var folder = AttemptFolder.Of(_services.Home, adopt.Attempt);
        var supervisor = folder.ReadIdentity()?.Supervisor ?? ProcessTree.FindSupervisor(adopt.Attempt);
        Own(new OwnedAttempt(adopt.Attempt, folder, _services.Agents.Find(adopt.Spec.Agent), isAdopted: true, supervisor));
    }

    private void OnStop(ProcessProtocol.Stop stop)
    {
        if (_owned?.Attempt != stop.Attempt)
        {
            // A stop that comes after a crash of this actor, or for an attempt that never came to a process.
            OnAdopt(new(stop.Attempt, new() { Id = stop.Attempt.Task, GraphId = "", Agent = AgentNames.Shell, Prompt = "", Cwd = "/" }));
        }
        if (_owned is { } owned)
        {
            owned.StopGrace = stop.Grace;
            OnLook(owned);
        }
    }

    private void Own(OwnedAttempt owned)
    {
        if (_owned is { } other)
            throw new InvalidOperationException($"This slot owns {other.Attempt}, and was sent {owned.Attempt}.");
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
        if (owned.Identity is null && (owned.Identity = owned.Folder.ReadIdentity()) is not null && !(owned.IsAdopted && IsOver(owned)))
            _facts.Tell(new ProcessProtocol.Running(owned.Attempt, owned.Identity, owned.IsAdopted));
        ReadOutput(owned);
        // After the agent's end nothing more will come. What is left of its tree has nobody who waits for it, and a task
        // that has ended leaves no process behind. A stop is repeated because the agent may not have been there at first.
        if (IsOver(owned) || owned.StopGrace is not null)
            EndTree(owned, owned.StopGrace ?? _services.Options.KillGrace);
    }

    /// <summary>Reads on, a part at a time, so that other messages get their turn.</summary>
    private void ReadOutput(OwnedAttempt owned)
    {
        if (!owned.Output.ReadSome())
            return;
        if (owned.Output.TakeNews() is { } news)
            _facts.Tell(new ProcessProtocol.Reported(owned.Attempt, news.SessionId, news.Model));
        if (owned.MayLook())
            Self.Tell(new Look(owned.Attempt));
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
        var patience = owned.Identity is null ? TimeSpan.Zero : grace;
        new ProcessTree(attempt, owned.Supervisor, _services.Kernel, _services.Time, owned.Folder).EndAsync(patience, owned.Stopped)
            .PipeTo(Self, Self, end => new TreeGone(attempt, end), cause => new TreeStands(attempt, cause));
    }

    /// <summary>Nobody is left: read what is left to read, and say how it ended.</summary>
    private void Conclude(OwnedAttempt owned, TreeEnd end)
    {
        owned.Ending = false;
        owned.TreeEnd = end.After(owned.TreeEnd);
        owned.Exit ??= owned.Folder.ReadExit();
        if (!IsOver(owned))
        {
            // The supervisor is about to write its record, or to start the agent: the next look goes on from here. If there
            // was one while the tree was being ended, it may have been the last: an agent that began just then is silent.
            if (owned.EndAgain)
                OnLook(owned);
            return;
        }
        if (owned.Identity is null && !owned.IsAdopted && owned.Folder.ReadIdentity() is { } identity)
            _facts.Tell(new ProcessProtocol.Running(owned.Attempt, identity, false)); // a short life: over before the first look
        var report = owned.Output.Conclude(owned.Exit);
        if (owned.Output.TakeNews() is { } news)
            _facts.Tell(new ProcessProtocol.Reported(owned.Attempt, news.SessionId, news.Model));
        if (owned.Supervisor is { } supervisor)
            _services.Kernel.WatchExit(supervisor, () => Native.Reap(supervisor.Pid)); // only now: until here its entry kept its number from being reused
        _facts.Tell(new ProcessProtocol.Ended(owned.Attempt, owned.Exit, report, Account: new(owned.Folder.ReadUse(), owned.TreeEnd)));
        Context.Parent.Tell(new SlotProtocol.Freed(owned.Attempt));
        owned.Dispose();
        _owned = null;
    }

    private void Refuse(AttemptKey attempt, OutcomeView reason)
    {
        _facts.Tell(new ProcessProtocol.LaunchFailed(attempt, reason));
        Context.Parent.Tell(new SlotProtocol.Freed(attempt));
    }

    /// <summary>The agent has ended; without a record the supervisor was ended too, and nobody will know how.</summary>
    private static bool IsOver(OwnedAttempt owned) => owned.Exit is not null || owned.SupervisorEnded;

    private static bool HasBegun(AttemptFolder folder, AttemptKey attempt) =>
        File.Exists(folder.Identity) || File.Exists(folder.Exit) || ProcessTree.FindSupervisor(attempt) is not null;

    private void When(AttemptKey attempt, Action<OwnedAttempt> action)
    {
        if (_owned?.Attempt == attempt)
            action(_owned); // anything else is news of an attempt that this slot no longer owns
    }

    private sealed record Look(AttemptKey Attempt);

    private sealed record SupervisorEnded(AttemptKey Attempt);

    private sealed record TreeGone(AttemptKey Attempt, TreeEnd End);

    private sealed record TreeStands(AttemptKey Attempt, Exception Cause);
}
