using System.ComponentModel;
using Akka.Actor;
using Akka.Event;
using Delegate.Actors.Agents;
using Delegate.Actors.Processes.Git;
using Delegate.Actors.Processes.Linux;
using Delegate.Actors.Tasks;
using Delegate.Contracts;

namespace Delegate.Actors.Processes;

/// <summary>How an attempt comes to this slot: launched, after a look at its working folder, or adopted.</summary>
public sealed partial class ClaudeProcessActor
{
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
            supervisor = AttemptLauncher.Start(launch.Attempt, launch.Spec, plan.Command, folder, _services.MemoryCeiling?.Invoke());
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

    private sealed record FolderRead(PendingLaunch Pending, GitState? Git);
}
