using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using Delegate.Actors.Hosting;
using Delegate.Actors.Processes;
using Delegate.Actors.Projections;
using Delegate.Contracts;
using static Delegate.Actors.Tasks.TaskProtocol;

namespace Delegate.Actors.Tasks;

/// <summary>
/// One task. Its journal is its checkpoint. Every effect (launch, stop, the notice of its end) follows from the state
/// alone and is idempotent, so it is simply issued again when recovery ends: that is what makes a crash boring.
/// </summary>
public sealed class TaskActor : ReceivePersistentActor, IWithTimers
{
    private readonly TaskNeighbours _to;
    private readonly TimeProvider _time;
    private readonly TimeSpan _grace;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private TaskState _state = TaskState.Unknown;

    public TaskActor(TaskId id, TaskNeighbours to, TimeProvider time, TimeSpan grace)
    {
        (_to, _time, _grace) = (to, time, grace);
        PersistenceId = PersistenceIdOf(id);

        Recover<IEvent>(happened => _state = _state.Apply(happened));
        Recover<RecoveryCompleted>(_ => ReissueEffects());

        Command<Start>(OnStart);
        Command<Remind>(_ => ReissueEffects());
        Command<Cancel>(OnCancel);
        Command<DescribeEnd>(query =>
        {
            Sender.Tell(new EndDescription(query.TaskId, _state.IsAccepted ? _state.Phase : null, _state.Outcome));
            PassivateUnlessBusy();
        });
        Command<ProcessProtocol.IFact>(fact => Commit(TaskDecider.Decide(_state, fact, Now), () => AfterFact(fact)));
        Command<DeadlineReached>(reached => Commit(TaskDecider.DecideTimeout(_state, reached.Attempt, Now), StopProcess));
    }

    public override string PersistenceId { get; }

    public ITimerScheduler Timers { get; set; } = null!;

    private DateTimeOffset Now => _time.GetUtcNow();

    public static string PersistenceIdOf(TaskId id) => id.Value;

    public static Props CreateProps(TaskId id, TaskNeighbours to, TimeProvider time, TimeSpan grace) =>
        Props.Create(() => new TaskActor(id, to, time, grace));

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        // The base class stops the actor; its parent brings it back, and recovery issues the effects again.
        _log.Error(cause, "The journal refused event {SequenceNr} of {Task}", sequenceNr, PersistenceId);
        base.OnPersistFailure(cause, @event, sequenceNr);
    }

    private void OnStart(Start command)
    {
        if (_state.HasEnded)
            TellEnd();
        else
            Commit(TaskDecider.Decide(_state, command, Guid.NewGuid().ToString(), Now), LaunchProcess);
    }

    private void OnCancel(Cancel command)
    {
        var sender = Sender;
        var (events, error) = TaskDecider.Decide(_state, command, Now);
        if (events.Count == 0)
        {
            sender.Tell(new CancelReply(command.TaskId, error));
            PassivateUnlessBusy();
            return;
        }
        Commit(events, () =>
        {
            sender.Tell(new CancelReply(command.TaskId, null));
            if (_state.HasEnded)
                TellEnd();
            else
                StopProcess();
        });
    }

    private void AfterFact(ProcessProtocol.IFact fact)
    {
        if (_state.HasEnded)
            TellEnd();
        // A stop that was asked for while the process was still being launched has nobody to stop until now.
        else if (fact is ProcessProtocol.Running && _state.Phase == TaskPhase.Stopping)
            StopProcess();
    }

    private void ReissueEffects()
    {
        switch (_state.Phase)
        {
            case TaskPhase.Starting:
                LaunchProcess(); // idempotent: a process that exists already is adopted
                break;
            case TaskPhase.Running:
                _to.Processes.Tell(new ProcessProtocol.Adopt(_state.Key, _state.Spec!));
                ArmDeadline();
                break;
            case TaskPhase.Stopping:
                _to.Processes.Tell(new ProcessProtocol.Adopt(_state.Key, _state.Spec!));
                StopProcess();
                break;
            default:
                break; // unknown yet, or ended: the coordinator asks, and is told
        }
    }

    private void LaunchProcess()
    {
        if (_state.Phase != TaskPhase.Starting)
            return;
        _to.Processes.Tell(new ProcessProtocol.Launch(_state.Key, _state.Spec!, _state.SessionId!));
        ArmDeadline();
    }

    private void StopProcess()
    {
        if (_state.Phase != TaskPhase.Stopping)
            return;
        Timers.Cancel(DeadlineReached.TimerKey);
        _to.Processes.Tell(new ProcessProtocol.Stop(_state.Key, _grace));
    }

    private void ArmDeadline()
    {
        if (_state.Deadline is not { } deadline)
            return;
        var left = deadline - Now;
        Timers.StartSingleTimer(DeadlineReached.TimerKey, new DeadlineReached(_state.Key), left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    private void TellEnd()
    {
        _to.Coordinator.Tell(new EndNotice(_state.Spec!.Id, _state.Phase, _state.Outcome!));
        PassivateUnlessBusy();
    }

    private void PassivateUnlessBusy()
    {
        if (_state.HasEnded || !_state.IsAccepted)
            Context.Parent.Tell(new EntityParent.Passivate(PoisonPill.Instance));
    }

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
            _to.Projector.Tell(JournalAdvanced.Instance);
            effects();
        });
    }

    private sealed record DeadlineReached(AttemptKey Attempt) : INoSerializationVerificationNeeded
    {
        public const string TimerKey = "deadline";
    }
}

/// <summary>Whom a task talks to.</summary>
/// <param name="Coordinator">Hears of ends.</param>
/// <param name="Processes">Takes <see cref="ProcessProtocol.ICommand"/>: the scaler of the node that owns the files.</param>
/// <param name="Projector">Hears that the journal has grown.</param>
public sealed record TaskNeighbours(IActorRef Coordinator, IActorRef Processes, IActorRef Projector);
