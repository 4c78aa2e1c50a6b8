using System.Runtime.CompilerServices;
using Delegate.Actors.Dag;
using Delegate.Actors.Projections;
using Delegate.Actors.Tasks;
using Delegate.Contracts;

namespace Delegate.Host.Gateway;

/// <summary>For those who watch everything: the feed, the past, decisions, and checks that make nothing.</summary>
internal sealed partial class ActorGateway
{
    private static readonly TimeSpan PulseEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan UsualPast = TimeSpan.FromHours(1);

    public async IAsyncEnumerable<FeedEntry> FollowAsync(long? after, [EnumeratorCancellation] CancellationToken cancel)
    {
        // Subscribed before the first look, so that no change can fall between the two.
        using var subscription = setup.Feed.SubscribeToEverything();
        await CatchUpAsync(cancel);
        var (cursor, missed) = setup.Queries.ChangesAfter(after);
        var told = new Dictionary<TaskId, string?>();
        await foreach (var entry in NewsAsync(missed, after ?? cursor))
            yield return entry;
        yield return await PulseAsync(cursor, cancel);

        using var pulse = new PeriodicTimer(PulseEvery, setup.Time);
        var (change, beat) = (Waiting(), pulse.WaitForNextTickAsync(cancel).AsTask());
        while (true)
        {
            await Task.WhenAny(change, beat);
            if (beat.IsCompleted)
            {
                await beat; // its cancellation
                await foreach (var entry in HoldReasonsThatChangedAsync(cursor))
                    yield return entry;
                yield return await PulseAsync(cursor, cancel);
                beat = pulse.WaitForNextTickAsync(cancel).AsTask();
            }
            if (!change.IsCompleted)
                continue;
            await change;
            while (subscription.Changes.TryRead(out var changes))
            {
                var fresh = changes.Where(item => item.Cursor > cursor).ToList(); // else in the first look already
                await foreach (var entry in NewsAsync(fresh, cursor))
                {
                    cursor = entry.Cursor;
                    yield return entry;
                }
            }
            change = Waiting();
        }

        Task<bool> Waiting() => subscription.Changes.WaitToReadAsync(cancel).AsTask();

        // A cursor is handed out only behind the last of those that one entry of the journal changed.
        async IAsyncEnumerable<FeedEntry> NewsAsync(IReadOnlyList<TaskChange> changes, long from)
        {
            var ordered = changes.OrderBy(item => item.Cursor).ToList();
            var views = await WithHoldReasonsAsync([.. ordered.Select(item => item.View with { Result = null })], cancel);
            for (var i = 0; i < ordered.Count; i++)
            {
                told[views[i].Id] = views[i].HoldReason;
                if (i + 1 == ordered.Count || ordered[i + 1].Cursor > ordered[i].Cursor)
                    from = ordered[i].Cursor;
                yield return new(from, Now, views[i]);
            }
        }

        // Why a task waits for a slot changes without any entry in the journal.
        async IAsyncEnumerable<FeedEntry> HoldReasonsThatChangedAsync(long from)
        {
            var standing = setup.Queries.List(new([TaskPhase.Queued, TaskPhase.Retrying], 1_000) { OldestFirst = true }).Tasks;
            foreach (var view in await WithHoldReasonsAsync(standing, cancel))
                if (!told.TryGetValue(view.Id, out var before) || before != view.HoldReason)
                {
                    told[view.Id] = view.HoldReason;
                    yield return new(from, Now, view);
                }
        }
    }

    public async Task<PastView> GetPastAsync(PastQuery query, CancellationToken cancel)
    {
        await CatchUpAsync(cancel);
        IReadOnlyList<TaskId> tasks;
        long left;
        if (query is { Graph: null, Task: null })
        {
            (tasks, left) = setup.Queries.There(query.Since ?? Now - UsualPast, query.Until ?? Now, query.Most);
        }
        else
        {
            var graph = query.Graph ?? setup.Queries.Find(query.Task!.Value)?.View.GraphId ?? throw new DelegateException(TaskErrors.NotFound(query.Task!.Value.Value));
            var all = GraphOf.Submission(setup.Queries, graph).Tasks;
            if (all.Count == 0)
                throw new DelegateException(NoSubmission(graph));
            (tasks, left) = ([.. all.Take(query.Most).Select(view => view.Id)], Math.Max(0, all.Count - query.Most));
        }
        return new(await Task.Run(() => setup.Past.Read(tasks), cancel), left);
    }

    public async Task<TaskPrompt> GetPromptAsync(TaskId id, CancellationToken cancel)
    {
        await CatchUpAsync(cancel);
        return setup.History.ReadPrompt(id) ?? throw new DelegateException(TaskErrors.NotFound(id.Value));
    }

    public Task<IReadOnlyList<DecisionView>> GetDecisionsAsync(DecisionQuery query, CancellationToken cancel) =>
        Task.Run(() => Decisions.ReadLast(setup.Home, query.Until, query.Most, query.Task), cancel);

    public Task<SubmissionCheck> CheckAsync(SubmitRequest request, CancellationToken cancel)
    {
        var complete = request with { Tasks = [.. request.Tasks.Select(setup.WithDefaults)] };
        return Task.FromResult(new SubmissionCheck(request.Tasks, SubmissionRules.Check(complete, setup.AgentNames, setup.Limits, Directory.Exists)));
    }

    public Task<SubmissionCheck> CheckFlowAsync(FlowRequest request, CancellationToken cancel)
    {
        try
        {
            return CheckAsync(setup.ReadFlow(request), cancel);
        }
        catch (DelegateException wrong)
        {
            return Task.FromResult(new SubmissionCheck([], wrong.Error));
        }
    }

    private async Task<FeedEntry> PulseAsync(long cursor, CancellationToken cancel) => new(cursor, Now, Pulse: new(
        setup.Identity.Pid, setup.Identity.Version, setup.Home.Path, setup.Identity.StartedAt, setup.Queries.Counts(), await CapacityAsync(cancel)));

    private static DelegateError NoSubmission(string graph) =>
        new(ErrorCodes.TaskNotFound, $"No submission has the id '{graph}'.", "delegate graph with a task's id, or without one", "graph");
}
