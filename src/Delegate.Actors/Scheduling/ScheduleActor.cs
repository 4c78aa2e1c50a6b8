using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using Delegate.Actors.Dag;
using Delegate.Actors.Hosting;
using Delegate.Actors.Projections;
using Delegate.Actors.Tasks;
using Delegate.Contracts;
using static Delegate.Actors.Scheduling.ScheduleProtocol;

namespace Delegate.Actors.Scheduling;

/// <summary>
/// One schedule. Whatever wakes it, it does one and the same step: see to what is due by the wall clock, start what may
/// start, store that, and only then act. Every effect follows from the state and is harmless when repeated, so it is
/// simply issued again after a crash.
/// </summary>
public sealed class ScheduleActor : ReceivePersistentActor
{
    private const int EventsPerSnapshot = 200;

    private readonly ScheduleNeighbours _to;
    private readonly TimeProvider _time;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly HashSet<long> _released = [];
    private readonly HashSet<long> _handedOver = [];
    private readonly HashSet<long> _uncertain = []; // handed over by an earlier life
    private readonly HashSet<long> _cancelled = [];
    private readonly HashSet<long> _followed = [];
    private readonly Dictionary<TaskId, (TaskPhase Phase, OutcomeView Outcome)> _ends = [];
    private readonly StepInputs _inputs;
    private ScheduleState _state = ScheduleState.Unknown;
    private int _sinceSnapshot;

    public ScheduleActor(ScheduleId id, ScheduleNeighbours to, TimeProvider time)
    {
        (_to, _time) = (to, time);
        _inputs = new(_ends, _released, count => ($"graph-{Guid.CreateVersion7():N}", [.. Enumerable.Range(0, count).Select(_ => TaskId.New())]));
        PersistenceId = id.Value;

        Recover<SnapshotOffer>(offer => _state = ((ScheduleState)offer.Snapshot).WithRecurrence());
        Recover<IEvent>(happened => _state = _state.Apply(happened));
        Recover<RecoveryCompleted>(_ =>
        {
            if (_state is { IsLive: true, Recurrence: null })
                _log.Error("{Schedule} cannot go on: {Problem}", PersistenceId, RecurrenceReader.Read(_state.Schedule.When, default).Error?.Message);
            _uncertain.UnionWith(_state.Open.Where(open => open.Stage == OccurrenceStage.Starting).Select(open => open.Number));
            Self.Tell(new Recall(id));
        });

        Command<IWish>(OnWish);
        Command<Wake>(_ => Step());
        Command<Recall>(_ =>
        {
            _followed.Clear();
            foreach (var running in _state.Open.Where(open => open.Stage == OccurrenceStage.Running))
                AskForEnds(running);
            Step();
        });
        Command<Released>(released =>
        {
            _released.Add(released.Number);
            Step();
        });
        Command<SubmissionActor.Answered>(OnAnswered);
        Command<TaskEnded>(ended => OnEnd(ended.TaskId, ended.Phase, ended.Outcome));
        Command<TaskProtocol.EndDescription>(end =>
        {
            if (end is { Phase: { } phase, Outcome: { } outcome } && phase.IsTerminal())
                OnEnd(end.TaskId, phase, outcome);
        });
        Command<Leave>(_ =>
        {
            // Not a poison pill: that would cut off a wish that is being stored. What has come up meanwhile goes to the next life.
            if (!IsOver)
                Context.Parent.Tell(new Recall(id));
            Context.Stop(Self);
        });
        Command<TaskProtocol.CancelReply>(_ => { }); // of a cancel that was sent as an effect
        Command<SaveSnapshotSuccess>(saved => DeleteSnapshots(new SnapshotSelectionCriteria(saved.Metadata.SequenceNr - 1)));
        Command<SaveSnapshotFailure>(failed => _log.Warning(failed.Cause, "The snapshot of {Schedule} was not stored; its events are", PersistenceId));
        Command<DeleteSnapshotsSuccess>(_ => { });
        Command<DeleteSnapshotsFailure>(_ => { });
    }

    public override string PersistenceId { get; }

    private DateTimeOffset Now => _time.GetUtcNow();

    private bool IsOver => !_state.IsLive && _state.Open.IsEmpty;

    public static Props CreateProps(ScheduleId id, ScheduleNeighbours to, TimeProvider time) =>
        Props.Create(() => new ScheduleActor(id, to, time));

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        // The base class stops the actor; its parent brings it back, with what is really stored.
        _log.Error(cause, "The journal refused event {SequenceNr} of {Schedule}", sequenceNr, PersistenceId);
        base.OnPersistFailure(cause, @event, sequenceNr);
    }

    private void OnWish(IWish wish)
    {
        var sender = Sender;
        var (events, error, made) = ScheduleStep.Decide(_state, wish, _inputs, Now);
        Commit(events, () => sender.Tell(new Answer(wish.ScheduleId, error, made)));
    }

    private void OnAnswered(SubmissionActor.Answered answer)
    {
        _handedOver.Remove(answer.Number);
        if (_state.Find(answer.Number) is not { Stage: OccurrenceStage.Starting } occurrence)
            return;
        var ids = answer.TaskIds is { } told && !told.SequenceEqual(occurrence.TaskIds) ? told : null;
        IEvent happened = answer.Error is { } error
            ? new OccurrenceStartFailed(_state.Id!.Value, answer.Number, error, Now)
            : new OccurrenceStarted(_state.Id!.Value, answer.Number, ids, Now);
        var mayHaveEnded = _uncertain.Remove(answer.Number) || answer.Repeated || ids is not null;
        Step(happened, () =>
        {
            if (mayHaveEnded && _state.Find(answer.Number) is { } running)
                AskForEnds(running);
        });
    }

    private void OnEnd(TaskId task, TaskPhase phase, OutcomeView outcome)
    {
        if (!_state.Open.Exists(open => open.TaskIds.Contains(task)))
            return;
        _ends[task] = (phase, outcome);
        Step();
    }

    private void Step(IEvent? first = null, Action? then = null) =>
        Commit(ScheduleStep.Decide(_state, first is null ? [] : [first], _inputs, Now), then);

    private void Commit(List<IEvent> events, Action? then)
    {
        if (events.Count == 0)
        {
            Act();
            then?.Invoke();
            return;
        }
        var left = events.Count;
        PersistAll(events, happened =>
        {
            _state = _state.Apply(happened);
            _sinceSnapshot++;
            if (--left > 0)
                return;
            _to.Projector.Tell(JournalAdvanced.Instance);
            if (_sinceSnapshot >= EventsPerSnapshot)
            {
                _sinceSnapshot = 0;
                SaveSnapshot(_state);
            }
            Act();
            then?.Invoke();
        });
    }

    // ---- effects: each follows from the state, and is harmless when repeated ------------------------------------------

    private void Act()
    {
        foreach (var gone in _ends.Keys.Where(task => !_state.Open.Exists(open => open.TaskIds.Contains(task))).ToList())
            _ends.Remove(gone);
        Report(); // first: the manager has to know a task before it can hear of its end
        foreach (var occurrence in _state.Open)
            switch (occurrence.Stage)
            {
                case OccurrenceStage.Starting when _handedOver.Add(occurrence.Number):
                    HandOver(occurrence);
                    break;
                case OccurrenceStage.Running when IsToEnd(occurrence, out var cause) && _cancelled.Add(occurrence.Number):
                    foreach (var task in occurrence.TaskIds)
                        _to.Coordinator.Tell(new DagProtocol.Cancel(task, cause));
                    break;
                case OccurrenceStage.Pending when _state.Schedule.After is { } other && !_released.Contains(occurrence.Number)
                    && occurrence.StartAt <= Now && _followed.Add(occurrence.Number):
                    _to.Manager.Tell(new Follow(_state.Id!.Value, occurrence.Number, other, occurrence.Due));
                    break;
                default:
                    break;
            }
    }

    private void Report()
    {
        var waitsForResume = _state is { Status: ScheduleStatus.Paused, Recurrence.IsEndless: false };
        _to.Manager.Tell(new Standing(
            ScheduleId.Parse(PersistenceId), StartDecider.NextWake(_state, Now), waitsForResume ? null : _state.NextDue,
            _state.Open.IsEmpty ? null : _state.Open.Min(open => open.Due),
            [.. _state.Open.SelectMany(open => open.TaskIds).Where(task => !_ends.ContainsKey(task))], IsOver));
        if (IsOver)
            Context.Parent.Tell(new EntityParent.Passivate(Leave.Instance));
    }

    private void HandOver(Occurrence occurrence)
    {
        var id = _state.Id!.Value;
        var definition = _state.Versions[occurrence.Version];
        var due = _state.Recurrence?.InZone(occurrence.Due) ?? occurrence.Due;
        var prepared = _to.Prepare(definition.SubmissionFor(id, due, occurrence.KeyIn(id)));
        if (prepared.Error is { } error)
            Self.Tell(new SubmissionActor.Answered(occurrence.Number, null, error, false));
        else
            Context.ActorOf(SubmissionActor.CreateProps(_to.Coordinator, occurrence.Number,
                new(prepared.Request!, occurrence.GraphId!, occurrence.TaskIds) { Trees = prepared.Trees }));
    }

    /// <summary>True when its tasks are to be ended: for the schedule's own end, or to make room for a later occurrence.</summary>
    private bool IsToEnd(Occurrence occurrence, out StopCause cause)
    {
        cause = new(OutcomeCodes.Cancelled, "A later occurrence of its schedule takes its place.", "schedule");
        if (_state is { Status: ScheduleStatus.Cancelled, CancelTasks: true })
            cause = cause with { Message = $"Its schedule was cancelled: {_state.EndReason}" };
        else if (_state.Schedule.Overlap != OverlapPolicy.CancelRunning
            || !_state.Open.Exists(later => later.Number > occurrence.Number && later.Stage == OccurrenceStage.Pending && later.StartAt <= Now))
            return false;
        return true;
    }

    private void AskForEnds(Occurrence occurrence)
    {
        foreach (var task in occurrence.TaskIds.Where(task => !_ends.ContainsKey(task)))
            _to.Tasks.Tell(new TaskProtocol.DescribeEnd(task));
    }

    private sealed record Leave : INoSerializationVerificationNeeded
    {
        public static Leave Instance { get; } = new();
    }
}

/// <summary>Whom a schedule talks to.</summary>
/// <param name="Coordinator">Takes submissions and cancels.</param>
/// <param name="Tasks">Routes by <see cref="IWithTaskId"/>; each says how it ended.</param>
/// <param name="Manager">Wakes schedules, and tells them of ends.</param>
/// <param name="Projector">Hears that the journal has grown.</param>
/// <param name="Prepare">Fills in the host's defaults and looks at what can be looked at before the coordinator is asked.</param>
public sealed record ScheduleNeighbours(
    IActorRef Coordinator, IActorRef Tasks, IActorRef Manager, IActorRef Projector, Func<SubmitRequest, PreparedSubmission> Prepare);

/// <summary>A submission that may be handed to the coordinator, or why not.</summary>
/// <param name="Trees">As in <see cref="DagProtocol.Submit.Trees"/>.</param>
public sealed record PreparedSubmission(SubmitRequest? Request, IReadOnlyList<string?>? Trees = null, DelegateError? Error = null);
