using Akka.Actor;
using Delegate.Actors.Tasks;
using Delegate.Contracts;
using static Delegate.Actors.Dag.DagProtocol;

namespace Delegate.Actors.Dag;

/// <summary>What clients ask for: submissions, retries and resumes, other dependencies, forgetting.</summary>
public sealed partial class DagCoordinatorActor
{
    private readonly Dictionary<TaskId, List<AwaitedEnds>> _awaited = [];

    private void OnSubmit(Submit command)
    {
        var sender = Sender;
        if (!AnsweredBefore(command, sender))
            WhenKnown(DagDecider.FinishedParents(_state, command), finished => Accept(command, finished, sender));
    }

    private void Accept(Submit command, IReadOnlyDictionary<TaskId, TaskProtocol.EndDescription> finished, IActorRef sender)
    {
        if (AnsweredBefore(command, sender))
            return; // the same wish overtook this one while parents were asked
        var (accepted, error) = DagDecider.Decide(_state, command, finished, _limits, Now);
        Accept(accepted, error, sender);
    }

    private bool AnsweredBefore(Submit command, IActorRef sender)
    {
        var (reply, error) = DagDecider.Repeated(_state, command.Request);
        if (reply is null && error is null)
            return false;
        ReplyWhenStored(sender, new SubmitAnswer(reply, error), refusal => new SubmitAnswer(null, refusal));
        return true;
    }

    private void OnAgain(Again command)
    {
        var sender = Sender;
        WhenKnown(AgainDecider.Needed(_state, command, null), own =>
            WhenKnown(AgainDecider.Needed(_state, command, own[command.TaskId]), finished =>
            {
                var (accepted, error) = AgainDecider.Decide(_state, command, finished, Now);
                Accept(accepted, error, sender);
            }));
    }

    private void Accept(GraphAccepted? accepted, DelegateError? error, IActorRef sender)
    {
        if (accepted is null)
        {
            sender.Tell(new SubmitAnswer(null, error));
            return;
        }
        var reply = new SubmitReply(accepted.GraphId, [.. accepted.Tasks.Select(task => new SubmittedTask(task.Spec.Key, task.Spec.Id))]);
        Commit(accepted, (sender, refusal => new SubmitAnswer(null, refusal)), () =>
        {
            foreach (var task in accepted.Tasks)
                Advance(task.Spec.Id);
            sender.Tell(new SubmitAnswer(reply, null));
        });
    }

    private void OnChangeDependencies(ChangeDependencies command)
    {
        var sender = Sender;
        WhenKnown(DependencyChange.Needed(_state, command), finished =>
        {
            var (change, error) = DependencyChange.Decide(_state, command, finished, _limits, Now);
            if (change is null)
            {
                sender.Tell(new Answer(error));
                return;
            }
            CommitAndAnswer(change, sender, () =>
            {
                _to.Scaler.Tell(new Scaling.ScalingProtocol.Withdraw(command.TaskId)); // it may have been offered; Advance offers it again
                Advance(command.TaskId);
            });
        });
    }

    private void OnPrune(Prune command)
    {
        var sender = Sender;
        var needed = PruneRule.Needed(_state);
        var pruned = command.TaskIds.Where(id => !needed.Contains(id)).ToList();
        if (pruned.Count == 0 || command.DryRun)
            sender.Tell(new PruneAnswer(pruned, null));
        else
            Commit(new TasksPruned(pruned, command.By, Now), (sender, refusal => new PruneAnswer([], refusal)), () =>
            {
                sender.Tell(new PruneAnswer(pruned, null));
                SaveSnapshot(_stored); // entries that a snapshot holds can be erased
            });
    }

    private void CommitAndAnswer(IEvent happened, IActorRef sender, Action effects) => Commit(happened, (sender, refusal => new Answer(refusal)), () =>
    {
        effects(); // first, as everywhere: whoever has the answer and then asks the scaler hears what came of it
        sender.Tell(new Answer(null));
    });

    /// <summary>
    /// Goes on once it is known how these tasks stand; only a finished task's own journal knows how it ended. Others are
    /// served meanwhile: check and insert still share one turn, and an end cannot change, so nothing that is learnt here
    /// grows old.
    /// </summary>
    private void WhenKnown(IReadOnlySet<TaskId> tasks, Action<IReadOnlyDictionary<TaskId, TaskProtocol.EndDescription>> then)
    {
        if (tasks.Count == 0)
        {
            then(new Dictionary<TaskId, TaskProtocol.EndDescription>());
            return;
        }
        var awaited = new AwaitedEnds([.. tasks], then);
        foreach (var task in tasks)
        {
            if (!_awaited.TryGetValue(task, out var waiting))
                _awaited[task] = waiting = [];
            waiting.Add(awaited);
            _to.Tasks.Tell(new TaskProtocol.DescribeEnd(task));
        }
    }

    private void OnDescribed(TaskProtocol.EndDescription end)
    {
        if (!_awaited.Remove(end.TaskId, out var waiting))
            return;
        foreach (var awaited in waiting)
        {
            awaited.Known[end.TaskId] = end;
            if (awaited.Missing.Remove(end.TaskId) && awaited.Missing.Count == 0)
                awaited.Then(awaited.Known);
        }
    }

    private sealed record AwaitedEnds(HashSet<TaskId> Missing, Action<IReadOnlyDictionary<TaskId, TaskProtocol.EndDescription>> Then)
    {
        public Dictionary<TaskId, TaskProtocol.EndDescription> Known { get; } = [];
    }
}
