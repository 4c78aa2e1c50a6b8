using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Hosting;
using Delegate.Actors.Dag;
using Delegate.Actors.Hosting;
using Delegate.Actors.Projections;
using Delegate.Actors.Scaling;
using Delegate.Actors.Tasks;
using Delegate.Contracts;

namespace Delegate.Host.Gateway;

/// <summary>
/// The door between the API and the actors, and the only place that asks them anything. Commands go to the
/// coordinator; reads go to the query tables, after a barrier that brings them up to what was acknowledged.
/// </summary>
internal sealed partial class ActorGateway(ActorRegistry actors, GatewaySetup setup) : IDelegateClient
{
    // The journal waits 9 s for its file, then what it was to write has failed; whoever waits longer waits for nothing.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public async Task<SubmitReply> SubmitAsync(SubmitRequest request, CancellationToken cancel)
    {
        var complete = request with { Tasks = [.. request.Tasks.Select(setup.WithDefaults)] };
        if (SubmissionRules.Check(complete, setup.AgentNames, setup.Limits, Directory.Exists) is { } error)
            throw new DelegateException(error);
        var command = new DagProtocol.Submit(complete, $"graph-{Guid.CreateVersion7():N}", [.. complete.Tasks.Select(_ => TaskId.New())])
        {
            Trees = WorkingTree.RootsOf(complete.Tasks),
        };
        var answer = await AskAsync<DagCoordinatorKey, DagProtocol.SubmitAnswer>(command, cancel);
        return answer.Reply ?? throw new DelegateException(answer.Error!);
    }

    public Task<SubmitReply> SubmitFlowAsync(FlowRequest request, CancellationToken cancel) => SubmitAsync(
        setup.ReadFlow(request) with
        {
            CallerSession = request.CallerSession, CallerProject = request.CallerProject, CallerAttempt = request.CallerAttempt, IdempotencyKey = request.IdempotencyKey,
        }, cancel);

    public async Task<TaskView> GetTaskAsync(TaskId id, CancellationToken cancel)
    {
        await CatchUpAsync(cancel);
        var change = setup.Queries.Find(id) ?? throw new DelegateException(TaskErrors.NotFound(id.Value));
        return (await WithHoldReasonsAsync([change.View], cancel))[0];
    }

    public async Task<TaskPage> ListTasksAsync(TaskFilter filter, CancellationToken cancel)
    {
        await CatchUpAsync(cancel);
        var page = setup.Queries.List(filter);
        return page with { Tasks = await WithHoldReasonsAsync(page.Tasks, cancel) };
    }

    public async Task<TaskView> CancelTaskAsync(TaskId id, CancelRequest request, CancellationToken cancel)
    {
        var by = request.By ?? "api";
        var cause = new StopCause(OutcomeCodes.Cancelled, string.IsNullOrWhiteSpace(request.Reason) ? $"Cancelled by {by}." : request.Reason, by);
        var reply = await AskAsync<DagCoordinatorKey, TaskProtocol.CancelReply>(new DagProtocol.Cancel(id, cause), cancel);
        return reply.Error is { } error ? throw new DelegateException(error) : await GetTaskAsync(id, cancel);
    }

    public async IAsyncEnumerable<LogLine> ReadLogsAsync(TaskId id, LogQuery query, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            var task = await GetTaskAsync(id, cancel);
            // A task that has not begun has no output; whoever follows waits for its first attempt.
            if (task.Attempt == 0 && query.Follow)
                task = await FirstAsync(id, view => view.Attempt > 0 || view.Phase.IsTerminal(), cancel);
            if (task.Attempt == 0)
                yield break;
            for (var number = query.AllAttempts ? 1 : task.Attempt; ; number++)
            {
                var over = query.Follow ? EndOfAttemptAsync(id, number, stop.Token) : Task.FromResult(task);
                await foreach (var line in setup.ReadLogs(task with { Attempt = number }, query, over, cancel))
                    yield return number == 1 ? line : line with { Attempt = number };
                if ((await over).Attempt <= number)
                    yield break;
                query = query with { Tail = null }; // the next attempt is read from its beginning
            }
        }
        finally
        {
            await stop.CancelAsync();
        }
    }

    public async IAsyncEnumerable<TaskView> WatchTasksAsync(IReadOnlyList<TaskId> ids, [EnumeratorCancellation] CancellationToken cancel)
    {
        // Subscribed before the first look, so that no change can fall between the two.
        using var subscription = setup.Feed.Subscribe(ids);
        await CatchUpAsync(cancel);
        var open = new Dictionary<TaskId, long>();
        var first = ids.Distinct().Select(id => setup.Queries.Find(id) ?? throw new DelegateException(TaskErrors.NotFound(id.Value))).ToList();
        var reasons = await WithHoldReasonsAsync([.. first.Select(change => change.View)], cancel);
        foreach (var (change, view) in first.Zip(reasons))
        {
            if (!view.Phase.IsTerminal())
                open[view.Id] = change.Cursor;
            yield return view;
        }
        while (open.Count > 0)
        {
            var change = await subscription.Changes.ReadAsync(cancel);
            if (!open.TryGetValue(change.View.Id, out var seen) || change.Cursor <= seen)
                continue; // in the first look already
            if (change.View.Phase.IsTerminal())
                open.Remove(change.View.Id);
            else
                open[change.View.Id] = change.Cursor;
            yield return (await WithHoldReasonsAsync([change.View], cancel))[0];
        }
    }

    public async Task<HostView> GetHostAsync(CancellationToken cancel)
    {
        await CatchUpAsync(cancel);
        var capacity = await CapacityAsync(cancel);
        return new(setup.Identity.Pid, setup.Identity.Version, setup.Home.Path, setup.Identity.StartedAt, setup.Queries.Counts(), capacity) { Orphans = setup.CountOrphans(), Url = setup.Door.Url };
    }

    public Task<LoginLink> CreateLoginLinkAsync(CancellationToken cancel) => Task.FromResult(setup.Door.CreateLink());

    public Task StopHostAsync(CancellationToken cancel)
    {
        setup.StopHost();
        return Task.CompletedTask;
    }

    /// <summary>Completes when an attempt is over: the task has ended, or a later attempt has begun.</summary>
    private Task<TaskView> EndOfAttemptAsync(TaskId id, int number, CancellationToken cancel) =>
        FirstAsync(id, view => view.Phase.IsTerminal() || view.Attempt > number, cancel);

    private async Task<TaskView> FirstAsync(TaskId id, Func<TaskView, bool> condition, CancellationToken cancel)
    {
        await foreach (var view in WatchTasksAsync([id], cancel))
            if (condition(view))
                return view;
        throw new InvalidOperationException("A watch ends with an ended task.");
    }

    /// <summary>Why each of them does not run yet: parents are in the view; the place in the queue only the scaler knows.</summary>
    private async Task<IReadOnlyList<TaskView>> WithHoldReasonsAsync(IReadOnlyList<TaskView> views, CancellationToken cancel)
    {
        var queued = views.Where(HoldReasons.MayStandInLine).Select(view => view.Id).ToList();
        IReadOnlyDictionary<TaskId, string> reasons = queued.Count == 0
            ? new Dictionary<TaskId, string>()
            : (await AskAsync<ScalerKey, ScalingProtocol.Capacity>(new ScalingProtocol.DescribeCapacity(queued), cancel)).HoldReasons;
        return [.. views.Select(view => view with { HoldReason = HoldReasons.Of(view, reasons.GetValueOrDefault(view.Id), setup.Time) })];
    }

    private Task<ReadModelProjectorActor.Passed> CatchUpAsync(CancellationToken cancel) =>
        AskAsync<ProjectorKey, ReadModelProjectorActor.Passed>(ReadModelProjectorActor.Barrier.Instance, cancel);

    private async Task<TReply> AskAsync<TKey, TReply>(object message, CancellationToken cancel)
    {
        var actor = await actors.GetAsync<TKey>(cancel);
        try
        {
            return await actor.Ask<TReply>(message, Patience, cancel);
        }
        catch (AskTimeoutException silent)
        {
            throw new DelegateException(
                new(ErrorCodes.JournalUnusable, $"The journal did not answer within {Patience.TotalSeconds:0} s; whether this was stored is not known.", "delegate list shows it if it was; delegate doctor"), silent);
        }
    }
}
