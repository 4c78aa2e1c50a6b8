using Akka.Actor;
using Akka.Event;
using Delegate.Actors.Scaling;
using Delegate.Actors.Tasks;
using Delegate.Contracts;
using static Delegate.Actors.Dag.DagProtocol;

namespace Delegate.Actors.Dag;

/// <summary>The life of the unfinished tasks: offered, dispatched, parked, paused, ended.</summary>
public sealed partial class DagCoordinatorActor
{
    // The timer stands still while the machine sleeps; so the wall clock is looked at again this often while something is due later.
    private static readonly TimeSpan LongestNap = TimeSpan.FromMinutes(1);

    private readonly SortedSet<(DateTimeOffset At, string Id)> _due = [];

    private void OnCancel(Cancel command)
    {
        if (!_state.Open.TryGetValue(command.TaskId, out var task))
        {
            _to.Tasks.Forward(new TaskProtocol.Cancel(command.TaskId, null, command.Cause)); // ended, or never was: its actor knows
            return;
        }
        var sender = Sender;
        var below = Delegation.Below(_state, command.TaskId);
        Commit(new CancelRequested(command.TaskId, command.Cause, Now),
            (sender, refusal => new TaskProtocol.CancelReply(command.TaskId, refusal)),
            () =>
            {
                _to.Scaler.Tell(new ScalingProtocol.Withdraw(command.TaskId));
                _to.Tasks.Tell(new TaskProtocol.Cancel(command.TaskId, task.Spec, command.Cause), sender);
                EndWithParent(below);
            });
    }

    /// <summary>What somebody's agent delegated is cancelled with it: the state says so already.</summary>
    private void EndWithParent(IReadOnlyList<TaskId> delegated)
    {
        foreach (var id in delegated)
        {
            _to.Scaler.Tell(new ScalingProtocol.Withdraw(id));
            Advance(id);
        }
    }

    private void OnPause(PauseTask command)
    {
        var sender = Sender;
        if (!_state.Open.TryGetValue(command.TaskId, out var task))
            AnswerEnded(command.TaskId, sender);
        else if (task.Cancel is not null)
            sender.Tell(new Answer(new(ErrorCodes.AlreadyEnded, $"{command.TaskId} is being ended.", $"delegate status {command.TaskId}")));
        else if (task.PausedBy is { } before && (ByScaler(command.By) || !ByScaler(before))) // a person's pause outlives the scaler's
            ReplyWhenStored(sender, new Answer(null), refusal => new Answer(refusal));
        else
            CommitAndAnswer(new TaskPaused(command.TaskId, command.By, Now), sender, () => SteerPause(command.TaskId));
    }

    private void OnContinue(ContinueTask command)
    {
        var sender = Sender;
        if (!_state.Open.TryGetValue(command.TaskId, out var task))
            AnswerEnded(command.TaskId, sender);
        else if (command.Of is { } of && task.PausedBy?.StartsWith(of, StringComparison.Ordinal) != true)
            sender.Tell(new Answer(null));
        else if (task.PausedBy is null)
            sender.Tell(new Answer(new(ErrorCodes.NotPaused, $"{command.TaskId} is not paused.", $"delegate status {command.TaskId}")));
        else
            CommitAndAnswer(new TaskContinued(command.TaskId, command.By, Now), sender, () => SteerPause(command.TaskId));
    }

    private static bool ByScaler(string by) => by.StartsWith(ScalingProtocol.Name, StringComparison.Ordinal);

    private void AnswerEnded(TaskId id, IActorRef sender) => WhenKnown(new HashSet<TaskId> { id }, known => sender.Tell(new Answer(
        known[id] is { Phase: { } phase } end ? TaskErrors.AlreadyEnded(id, phase, end.Outcome) : TaskErrors.NotFound(id.Value))));

    /// <summary>Brings a task to where its pause says it should be. Harmless when repeated.</summary>
    private void SteerPause(TaskId id)
    {
        if (!_state.Open.TryGetValue(id, out var task))
            return;
        if (task.Dispatched)
            _to.Tasks.Tell(task.PausedBy is { } by ? new TaskProtocol.Pause(id, by) : new TaskProtocol.Continue(id, "host"));
        else if (task.PausedBy is not null)
            _to.Scaler.Tell(new ScalingProtocol.Withdraw(id));
        else
            Advance(id);
    }

    private void OnChangeQueueSettings(ChangeQueueSettings command) =>
        CommitAndAnswer(new QueueConfigured(command.Name, command.Concurrency, command.Paused, command.By, Now), Sender, TellQueues);

    private void OnPauseAll(PauseAll command) => CommitAndAnswer(new AllPaused(command.Paused, command.By, Now), Sender, TellQueues);

    private void TellQueues() => _to.Scaler.Tell(new ScalingProtocol.QueuesSet(QueuesOf(_state), _state.IsAllPaused));

    private void OnGranted(ScalingProtocol.Granted granted)
    {
        if (!_state.Open.TryGetValue(granted.TaskId, out var task) || !task.IsDue(Now))
        {
            _to.Scaler.Tell(new ScalingProtocol.Withdraw(granted.TaskId));
            return;
        }
        Commit(new TaskDispatched(granted.TaskId, Now), null, () => { });
        // Not after the store: the task's own journal is what makes a start happen once, by its number (ADR 0071).
        _to.Tasks.Tell(new TaskProtocol.Start(task.Spec, task.Attempts + 1));
    }

    private void OnParked(TaskProtocol.Parked parked)
    {
        if (!_state.Open.TryGetValue(parked.TaskId, out var task) || !task.Dispatched || task.Attempts != parked.Dispatch)
            return;
        Commit(new TaskParked(parked.TaskId, parked.Attempt, parked.NotBefore, Now), null, () =>
        {
            _to.Scaler.Tell(new ScalingProtocol.Withdraw(parked.TaskId)); // a slot that was granted and came to no process
            if (_state.Open.GetValueOrDefault(parked.TaskId) is { Cancel: null }) // whoever wished for its end has told it already
                Advance(parked.TaskId);
        });
    }

    private void OnEnded(TaskProtocol.EndNotice end)
    {
        _to.Scaler.Tell(new ScalingProtocol.Withdraw(end.TaskId));
        if (!_state.Open.TryGetValue(end.TaskId, out var task))
            return;
        var children = _state.ChildrenOf(end.TaskId);
        var below = end.Phase == TaskPhase.Succeeded ? [] : Delegation.Below(_state, end.TaskId);
        var ready = new List<TaskId>();
        Commit(new TaskClosed(end.TaskId, end.Phase, end.Outcome, Now), null, () =>
        {
            if (task.Spec.Source?.StartsWith("schedule:", StringComparison.Ordinal) == true)
                _to.Schedules?.Tell(end);
            foreach (var child in children.Except(ready))
                Advance(child);
            EndWithParent(below);
        });
        // Not after the store: the end is in the journal of the task that ended, and we would be told of it again (ADR 0071).
        ready.AddRange(children.Where(child => _state.Open.TryGetValue(child, out var released) && released.Cancel is null && released.IsDue(Now)));
        foreach (var child in ready)
            Advance(child);
    }

    private void OnBack(TaskProtocol.Back back)
    {
        if (!_state.Open.TryGetValue(back.TaskId, out var task) || !task.Dispatched)
            return;
        _to.Tasks.Tell(new TaskProtocol.Wake(task.Spec, task.Attempts));
        SteerPause(task.Id);
        Advance(task.Id);
    }

    /// <summary>The next step of a task that is in nobody's hands: offer it for a slot, or end it. Harmless when repeated.</summary>
    private void Advance(TaskId id)
    {
        if (!_state.Open.TryGetValue(id, out var task))
            return;
        if (task.Cancel is { } cause)
            _to.Tasks.Tell(new TaskProtocol.Cancel(id, task.Spec, cause));
        else if (task.IsDue(Now))
            _to.Scaler.Tell(OfferOf(task));
        else if (task is { IsReady: true, NotBefore: { } later })
        {
            _due.Add((later, id.Value));
            ArmDue();
        }
    }

    private void OfferWhatIsDue()
    {
        // Not only the first few: after the clock was set back everybody may be due.
        foreach (var parked in _due.Where(parked => parked.At <= Now || _state.Open.GetValueOrDefault(TaskId.Parse(parked.Id))?.IsDue(Now) != false).ToList())
        {
            _due.Remove(parked);
            Advance(TaskId.Parse(parked.Id));
        }
        ArmDue();
    }

    private void ArmDue()
    {
        if (_due.Count == 0)
            return;
        var wait = _due.Min.At - Now;
        Timers.StartSingleTimer(DueAgain.Instance, DueAgain.Instance, wait < TimeSpan.Zero ? TimeSpan.Zero : wait < LongestNap ? wait : LongestNap);
    }

    private ScalingProtocol.Offer OfferOf(OpenTask task) => new(task.Id, task.Spec.Agent, task.Spec.Priority, task.Sequence)
    {
        Queue = task.Spec.Queue ?? ScalingProtocol.DefaultQueue,
        Tree = task.Spec.ShareFolder ? null : Delegation.TreeOf(_state, task.Spec),
        GraphId = task.Spec.GraphId,
        Folder = task.Spec.Tree ?? task.Spec.Cwd,
        Since = task.Since,
        PausedBy = task.PausedBy,
    };

    /// <param name="wake">What a task that is in the hands of its own actor is told.</param>
    private void ReissueEffects(Func<OpenTask, object> wake)
    {
        TellQueues();
        var tasks = _state.Open.Values.OrderBy(task => task.Sequence).ToList();
        var dispatched = tasks.Where(task => task.Dispatched).ToList();
        _to.Scaler.Tell(new ScalingProtocol.Occupied([.. dispatched.Select(OfferOf)]));
        foreach (var task in dispatched)
        {
            _to.Tasks.Tell(wake(task));
            SteerPause(task.Id);
        }
        foreach (var task in tasks)
            Advance(task.Id);
        _log.Info("The graph is back: {Unfinished} unfinished tasks, {Dispatched} of them begun", tasks.Count, dispatched.Count);
    }
}
