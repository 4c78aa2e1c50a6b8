using Akka.Actor;
using Delegate.Actors.Hosting;
using Delegate.Actors.Processes;
using Delegate.Actors.Projections;
using Delegate.Contracts;
using static Delegate.Actors.Tasks.TaskProtocol;

namespace Delegate.Actors.Tasks;

/// <summary>From state to deeds: the process, the timer, the coordinator.</summary>
public sealed partial class TaskActor
{
    /// <summary>After recovery. A task without an attempt does nothing by itself: the coordinator asks, and is told.</summary>
    private void ReissueEffects()
    {
        if (!_state.HasAttempt)
            return;
        if (_state.Identity is null && _state.Phase is TaskPhase.Starting or TaskPhase.Paused)
            Launch(); // idempotent: a process that exists already is adopted
        else
            _to.Processes.Tell(new ProcessProtocol.Adopt(_state.Key, _state.Spec!));
        if (_state.Phase != TaskPhase.Starting)
            Steer();
    }

    private void Launch()
    {
        if (_state.Started is not { } started || !_state.HasAttempt)
            return;
        _to.Processes.Tell(new ProcessProtocol.Launch(
            _state.Key, _state.Spec!, started.SessionId, started.Resume, started.Prompt, started.FreshPrompt));
        ArmDeadline();
    }

    /// <summary>Brings the process, the timer or the coordinator to where the state says they should be. Harmless when repeated.</summary>
    private void Steer()
    {
        switch (_state.Phase)
        {
            case TaskPhase.Starting:
                ArmDeadline();
                break;
            case TaskPhase.Running:
                if (_state.Interrupted)
                    _to.Processes.Tell(new ProcessProtocol.Interrupt(_state.Key));
                else if (_state.WasPaused)
                    _to.Processes.Tell(new ProcessProtocol.Thaw(_state.Key));
                ArmDeadline();
                break;
            case TaskPhase.Paused:
                Timers.Cancel(DeadlineReached.TimerKey);
                if (_state.Identity is not null)
                    _to.Processes.Tell(new ProcessProtocol.Freeze(_state.Key));
                break;
            case TaskPhase.Stopping:
                Timers.Cancel(DeadlineReached.TimerKey);
                _to.Processes.Tell(new ProcessProtocol.Stop(_state.Key, _settings.Grace));
                break;
            case TaskPhase.Retrying:
                TellParked(_state.Attempt);
                break;
            case TaskPhase.Succeeded or TaskPhase.Failed or TaskPhase.Cancelled:
                TellEnd();
                break;
            default:
                break;
        }
    }

    private void ArmDeadline()
    {
        if (_state.Phase is TaskPhase.Starting or TaskPhase.Running && _state.LeftMs(Now) is { } left)
            Timers.StartSingleTimer(DeadlineReached.TimerKey, new DeadlineReached(_state.Key), TimeSpan.FromMilliseconds(Math.Max(0, left)));
    }

    private void TellEnd()
    {
        StopAsking();
        _to.Coordinator.Tell(new EndNotice(Id, _state.Phase, _state.Outcome!));
        PassivateUnlessBusy();
    }

    private void TellParked(int dispatch)
    {
        Timers.Cancel(DeadlineReached.TimerKey);
        _to.Coordinator.Tell(new Parked(Id, dispatch, _state.Attempt, _state.RetryAt));
        PassivateUnlessBusy();
    }

    private void PassivateUnlessBusy()
    {
        if (!_state.HasAttempt && _awaited is null)
            Context.Parent.Tell(new EntityParent.Passivate(Sleep.Instance));
    }

    private EndDescription Describe() => new(Id, _state.IsAccepted ? _state.Phase : null, _state.Outcome)
    {
        Spec = _state.Spec, SessionId = _state.KnownSession, Result = _state.Result, ResultJson = _state.ResultJson, Checkpoint = _state.Checkpoint,
    };

    /// <summary>Stores the events, then applies them, then does <paramref name="effects"/>; nothing when there are none.</summary>
    private void Commit(IReadOnlyList<IEvent> events, Action effects)
    {
        if (events.Count == 0)
            return;
        var left = events.Count;
        PersistAll(events, happened =>
        {
            _state = _state.Apply(happened);
            if (--left > 0)
                return;
            effects();
            _to.Projector.Tell(JournalAdvanced.Instance); // last: whoever sees the view may count on the effects
        });
    }

    private sealed record DeadlineReached(AttemptKey Attempt) : INoSerializationVerificationNeeded
    {
        public const string TimerKey = "deadline";
    }

    /// <summary>Not a poison pill: that would end the actor between an event's store and its effect.</summary>
    private sealed record Sleep
    {
        public static Sleep Instance { get; } = new();
    }
}
