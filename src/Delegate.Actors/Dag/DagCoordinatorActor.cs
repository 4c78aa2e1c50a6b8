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
/// check and the insert; hands a task to its own actor once a slot is granted.
/// </summary>
/// <remarks>
/// A decision is applied at once and stored with <c>PersistAsync</c>: the next command sees it, and a burst of commands
/// shares one transaction. Replies and effects wait for the store. Should it fail, the actor stops with everything it
/// had not stored, and whoever waits for a reply gets the error.
/// </remarks>
public sealed class DagCoordinatorActor : ReceivePersistentActor
{
    public const string Id = "dag";
    private const int EventsPerSnapshot = 1_000;

    private readonly CoordinatorNeighbours _to;
    private readonly DagLimits _limits;
    private readonly TimeProvider _time;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<TaskId, List<AwaitedSubmission>> _awaited = [];
    private readonly Queue<(IActorRef Sender, Func<DelegateError, object> Refusal)> _unanswered = new();
    private DagState _state = DagState.Empty;

    /// <summary>As far as the journal has it: what a snapshot may hold. <see cref="_state"/> runs ahead of it.</summary>
    private DagState _stored = DagState.Empty;

    public DagCoordinatorActor(CoordinatorNeighbours to, DagLimits limits, TimeProvider time)
    {
        (_to, _limits, _time) = (to, limits, time);

        Recover<SnapshotOffer>(offer => _state = ((DagState)offer.Snapshot).WithChildren());
        Recover<IEvent>(happened => _state = _state.Apply(happened));
        Recover<RecoveryCompleted>(_ =>
        {
            _stored = _state;
            ReissueEffects(task => new TaskProtocol.Start(task.Spec));
        });

        Command<Submit>(OnSubmit);
        Command<TaskProtocol.EndDescription>(OnParentDescribed);
        Command<Cancel>(OnCancel);
        Command<ScalingProtocol.Granted>(OnGranted);
        Command<ScalingProtocol.Forgot>(_ => ReissueEffects(task => new TaskProtocol.Remind(task.Spec.Id)));
        Command<TaskProtocol.EndNotice>(OnEnded);
        Command<TaskProtocol.CancelReply>(_ => { }); // of a cancel that we sent ourselves
        Command<SaveSnapshotSuccess>(saved =>
        {
            _log.Info("A snapshot of the graph is stored, up to event {SequenceNr}", saved.Metadata.SequenceNr);
            DeleteSnapshots(new SnapshotSelectionCriteria(saved.Metadata.SequenceNr - 1));
        });
        Command<SaveSnapshotFailure>(failed => _log.Warning(failed.Cause, "The graph's snapshot was not stored; its events are"));
        Command<DeleteSnapshotsSuccess>(_ => { });
        Command<DeleteSnapshotsFailure>(_ => { });
    }

    public override string PersistenceId => Id;

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

    // ---- submissions ----------------------------------------------------------------------------------------------

    private void OnSubmit(Submit command)
    {
        var parents = DagDecider.FinishedParents(_state, command);
        if (parents.Count == 0)
        {
            Accept(command, Sender, new Dictionary<TaskId, TaskProtocol.EndDescription>());
            return;
        }
        // Only a finished task's own journal knows how it ended. Others are served while we wait; the check and the
        // insert still share one turn, and an end cannot change, so nothing that we learn here grows old.
        var awaited = new AwaitedSubmission(command, Sender, [.. parents]);
        foreach (var parent in parents)
        {
            if (!_awaited.TryGetValue(parent, out var waiting))
                _awaited[parent] = waiting = [];
            waiting.Add(awaited);
            _to.Tasks.Tell(new TaskProtocol.DescribeEnd(parent));
        }
    }

    private void OnParentDescribed(TaskProtocol.EndDescription end)
    {
        if (!_awaited.Remove(end.TaskId, out var submissions))
            return;
        foreach (var awaited in submissions)
        {
            awaited.Known[end.TaskId] = end;
            if (awaited.Missing.Remove(end.TaskId) && awaited.Missing.Count == 0)
                Accept(awaited.Command, awaited.Sender, awaited.Known);
        }
    }

    private void Accept(Submit command, IActorRef sender, IReadOnlyDictionary<TaskId, TaskProtocol.EndDescription> finished)
    {
        var (accepted, error) = DagDecider.Decide(_state, command, finished, _limits, Now);
        if (accepted is null)
        {
            sender.Tell(new SubmitAnswer(null, error));
            return;
        }
        var reply = new SubmitReply(command.GraphId, [.. command.Request.Tasks.Zip(command.Ids, (task, id) => new SubmittedTask(task.Key, id))]);
        Commit(accepted, (sender, refusal => new SubmitAnswer(null, refusal)), () =>
        {
            sender.Tell(new SubmitAnswer(reply, null));
            foreach (var task in accepted.Tasks)
                Advance(task.Spec.Id);
        });
    }

    // ---- the life of an unfinished task ---------------------------------------------------------------------------

    private void OnCancel(Cancel command)
    {
        if (!_state.Open.TryGetValue(command.TaskId, out var task))
        {
            _to.Tasks.Forward(new TaskProtocol.Cancel(command.TaskId, null, command.Cause)); // ended, or never was: its actor knows
            return;
        }
        var sender = Sender;
        Commit(new CancelRequested(command.TaskId, command.Cause, Now),
            (sender, refusal => new TaskProtocol.CancelReply(command.TaskId, refusal)),
            () =>
            {
                _to.Scaler.Tell(new ScalingProtocol.Withdraw(command.TaskId));
                _to.Tasks.Tell(new TaskProtocol.Cancel(command.TaskId, task.Spec, command.Cause), sender);
            });
    }

    private void OnGranted(ScalingProtocol.Granted granted)
    {
        if (!_state.Open.TryGetValue(granted.TaskId, out var task) || !task.IsReady)
        {
            _to.Scaler.Tell(new ScalingProtocol.Withdraw(granted.TaskId));
            return;
        }
        Commit(new TaskDispatched(granted.TaskId, Now), null, () => _to.Tasks.Tell(new TaskProtocol.Start(task.Spec)));
    }

    private void OnEnded(TaskProtocol.EndNotice end)
    {
        _to.Scaler.Tell(new ScalingProtocol.Withdraw(end.TaskId));
        if (!_state.Open.ContainsKey(end.TaskId))
            return;
        var children = _state.Children.GetValueOrDefault(end.TaskId, []);
        Commit(new TaskClosed(end.TaskId, end.Phase, end.Outcome, Now), null, () =>
        {
            foreach (var child in children)
                Advance(child);
        });
    }

    /// <summary>The next step of a task that has not begun: offer it for a slot, or end it. Harmless when repeated.</summary>
    private void Advance(TaskId id)
    {
        if (!_state.Open.TryGetValue(id, out var task))
            return;
        if (task.Cancel is { } cause)
            _to.Tasks.Tell(new TaskProtocol.Cancel(id, task.Spec, cause));
        else if (task.IsReady)
            _to.Scaler.Tell(OfferOf(task));
    }

    private static ScalingProtocol.Offer OfferOf(OpenTask task) => new(task.Spec.Id, task.Spec.Agent, task.Spec.Priority, task.Sequence)
    {
        Queue = task.Spec.Queue ?? ScalingProtocol.DefaultQueue,
        Tree = task.Spec.ShareFolder ? null : task.Spec.Tree,
        Folder = task.Spec.Tree ?? task.Spec.Cwd,
        GraphId = task.Spec.GraphId,
    };

    /// <param name="wake">What a task that has begun is told.</param>
    private void ReissueEffects(Func<OpenTask, object> wake)
    {
        var tasks = _state.Open.Values.OrderBy(task => task.Sequence).ToList();
        var dispatched = tasks.Where(task => task.Dispatched).ToList();
        _to.Scaler.Tell(new ScalingProtocol.Occupied([.. dispatched.Select(OfferOf)]));
        foreach (var task in dispatched)
            _to.Tasks.Tell(wake(task));
        foreach (var task in tasks)
            Advance(task.Spec.Id);
        _log.Info("The graph is back: {Unfinished} unfinished tasks, {Dispatched} of them begun", tasks.Count, dispatched.Count);
    }

    private void Commit(IEvent happened, (IActorRef, Func<DelegateError, object>)? waiting, Action effects)
    {
        _state = _state.Apply(happened);
        if (waiting is { } sender)
            _unanswered.Enqueue(sender);
        PersistAsync(happened, _ =>
        {
            if (waiting is not null)
                _unanswered.Dequeue(); // stored in order, so this one was the oldest
            _stored = _stored.Apply(happened);
            _to.Projector.Tell(JournalAdvanced.Instance);
            effects();
            if (LastSequenceNr % EventsPerSnapshot == 0)
                SaveSnapshot(_stored);
        });
    }

    /// <summary>A submission that waits to hear how finished parents ended.</summary>
    private sealed record AwaitedSubmission(Submit Command, IActorRef Sender, HashSet<TaskId> Missing)
    {
        public Dictionary<TaskId, TaskProtocol.EndDescription> Known { get; } = [];
    }
}

/// <summary>Whom the coordinator talks to.</summary>
/// <param name="Tasks">Routes by <see cref="IWithTaskId"/>: the local parent, or the shard region.</param>
/// <param name="Scaler">Grants slots.</param>
/// <param name="Projector">Hears that the journal has grown.</param>
public sealed record CoordinatorNeighbours(IActorRef Tasks, IActorRef Scaler, IActorRef Projector);
