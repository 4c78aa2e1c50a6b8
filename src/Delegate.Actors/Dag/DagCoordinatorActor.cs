using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using Delegate.Actors.Projections;
using Delegate.Actors.Scaling;
using Delegate.Actors.Tasks;
using Delegate.Contracts;
using static Delegate.Actors.Dag.DagProtocol;

namespace Delegate.Actors.Dag;

/// <summary>
/// Which task waits for which. Checks and accepts a submission in one message turn, so nothing can come between the
/// check and the insert; hands a task to its own actor once a slot is granted. What is asked of it is in the part
/// <c>Requests</c>, what it does about the unfinished tasks in the part <c>Life</c>.
/// </summary>
/// <remarks>
/// A decision is applied at once and stored with <c>PersistAsync</c>: the next command sees it, and a burst of commands
/// shares one transaction. Replies and effects wait for the store. Should it fail, the actor stops with everything it
/// had not stored, and whoever waits for a reply gets the error.
/// </remarks>
public sealed partial class DagCoordinatorActor : ReceivePersistentActor, IWithTimers
{
    public const string Id = "dag";
    private const int EventsPerSnapshot = 1_000;

    private readonly CoordinatorNeighbours _to;
    private readonly DagLimits _limits;
    private readonly TimeProvider _time;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Queue<(IActorRef Sender, Func<DelegateError, object> Refusal)> _unanswered = new();
    private DagState _state = DagState.Empty;

    /// <summary>As far as the journal has it: what a snapshot may hold. <see cref="_state"/> runs ahead of it.</summary>
    private DagState _stored = DagState.Empty;

    public DagCoordinatorActor(CoordinatorNeighbours to, DagLimits limits, TimeProvider time)
    {
        (_to, _limits, _time) = (to, limits, time);

        Recover<SnapshotOffer>(offer => _state = ((DagState)offer.Snapshot).WithChildren());
        Recover<IEvent>(happened => _state = _state.Apply(happened is GraphAccepted read ? SharedValues.Of(read, _state) : happened));
        Recover<RecoveryCompleted>(_ =>
        {
            _stored = _state;
            ReissueEffects(task => new TaskProtocol.Wake(task.Spec, task.Attempts));
        });

        Command<Submit>(OnSubmit);
        Command<Again>(OnAgain);
        Command<ChangeDependencies>(OnChangeDependencies);
        Command<Prune>(OnPrune);
        Command<TaskProtocol.EndDescription>(OnDescribed);
        Command<Cancel>(OnCancel);
        Command<PauseTask>(OnPause);
        Command<ContinueTask>(OnContinue);
        Command<ChangeQueueSettings>(OnChangeQueueSettings);
        Command<PauseAll>(OnPauseAll);
        Command<DescribeQueues>(_ =>
        {
            var queues = new QueuesDescription(QueuesOf(_state), _state.IsAllPaused);
            ReplyWhenStored(Sender, queues, _ => queues);
        });
        Command<ScalingProtocol.Granted>(OnGranted);
        Command<ScalingProtocol.Forgot>(_ => ReissueEffects(task => new TaskProtocol.Remind(task.Id)));
        Command<TaskProtocol.Parked>(OnParked);
        Command<TaskProtocol.EndNotice>(OnEnded);
        Command<TaskProtocol.Back>(OnBack);
        Command<TaskProtocol.CancelReply>(_ => { }); // of a cancel that we sent ourselves
        Command<DueAgain>(_ => OfferWhatIsDue());
        Command<SaveSnapshotSuccess>(saved =>
        {
            _log.Info("A snapshot of the graph is stored, up to event {SequenceNr}", saved.Metadata.SequenceNr);
            DeleteSnapshots(new SnapshotSelectionCriteria(saved.Metadata.SequenceNr - 1));
            _to.Projector.Tell(ReadModelProjectorActor.SnapshotStored.Instance);
        });
        Command<SaveSnapshotFailure>(failed => _log.Warning(failed.Cause, "The graph's snapshot was not stored; its events are"));
        Command<DeleteSnapshotsSuccess>(_ => { });
        Command<DeleteSnapshotsFailure>(_ => { });
    }

    public override string PersistenceId => Id;

    public ITimerScheduler Timers { get; set; } = null!;

    private DateTimeOffset Now => _time.GetUtcNow();

    public static Props CreateProps(CoordinatorNeighbours to, DagLimits limits, TimeProvider time) =>
        Props.Create(() => new DagCoordinatorActor(to, limits, time));

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        _log.Error(cause, "The journal refused event {SequenceNr} of the graph", sequenceNr);
        var error = new DelegateError(ErrorCodes.JournalUnusable, $"The journal cannot be written: {cause.Message}", "delegate doctor");
        while (_unanswered.TryDequeue(out var waiting))
            waiting.Sender.Tell(waiting.Refusal(error));
        base.OnPersistFailure(cause, @event, sequenceNr);
    }

    private void Commit(IEvent happened, (IActorRef, Func<DelegateError, object>)? waiting, Action effects)
    {
        _state = _state.Apply(happened);
        var after = _state;
        if (waiting is { } sender)
            _unanswered.Enqueue(sender);
        PersistAsync(happened, _ =>
        {
            if (waiting is not null)
                _unanswered.Dequeue(); // stored in order, so this one was the oldest
            _stored = after; // stored in order, so this is what the journal adds up to
            effects();
            _to.Projector.Tell(JournalAdvanced.Instance); // last: who reads passes its barrier anyway, and whoever waits for the answer has it sooner
            if (LastSequenceNr % EventsPerSnapshot == 0)
                SaveSnapshot(_stored);
        });
    }

    /// <summary>Answers with something that is decided, and may not be stored yet: as soon as it is.</summary>
    private void ReplyWhenStored(IActorRef sender, object reply, Func<DelegateError, object> refusal)
    {
        _unanswered.Enqueue((sender, refusal));
        DeferAsync(reply, _ =>
        {
            _unanswered.Dequeue();
            sender.Tell(reply);
        });
    }

    private static IReadOnlyDictionary<string, ScalingProtocol.QueueSetting> QueuesOf(DagState state) =>
        state.Queues ?? (IReadOnlyDictionary<string, ScalingProtocol.QueueSetting>)new Dictionary<string, ScalingProtocol.QueueSetting>();

    private sealed record DueAgain
    {
        public static DueAgain Instance { get; } = new();
    }
}

/// <summary>Whom the coordinator talks to.</summary>
/// <param name="Tasks">Routes by <see cref="IWithTaskId"/>: the local parent, or the shard region.</param>
/// <param name="Scaler">Grants slots.</param>
/// <param name="Projector">Hears that the journal has grown.</param>
/// <param name="Schedules">Hears <see cref="TaskProtocol.EndNotice"/> of tasks that a schedule started; null where there are none.</param>
public sealed record CoordinatorNeighbours(IActorRef Tasks, IActorRef Scaler, IActorRef Projector, IActorRef? Schedules = null);
