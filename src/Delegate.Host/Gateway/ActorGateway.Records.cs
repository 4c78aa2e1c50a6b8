using Delegate.Actors.Dag;
using Delegate.Actors.Hosting;
using Delegate.Actors.Projections;
using Delegate.Actors.Tasks;
using Delegate.Contracts;

namespace Delegate.Host.Gateway;

/// <summary>What is kept of tasks: history, reasons, graphs; and forgetting it.</summary>
internal sealed partial class ActorGateway
{
    // One event of the journal names so many: small enough to be read and erased in passing.
    private const int PrunedAtOnce = 1_000;

    public async Task<HistoryPage> GetHistoryAsync(TaskId id, HistoryQuery query, CancellationToken cancel)
    {
        await CatchUpAsync(cancel);
        if (setup.Queries.Find(id) is null)
            throw new DelegateException(TaskErrors.NotFound(id.Value));
        return setup.History.Read(id, query);
    }

    public async Task<WhyView> WhyAsync(TaskId id, CancellationToken cancel)
    {
        await CatchUpAsync(cancel);
        var task = setup.Queries.Find(id)?.View ?? throw new DelegateException(TaskErrors.NotFound(id.Value));
        var found = WhyTree.Collect(task, setup.Queries.Find);
        var views = (await WithHoldReasonsAsync([.. found.Values], cancel)).ToDictionary(view => view.Id);
        var now = setup.Time.GetUtcNow();
        return WhyTree.Explain(id, views, view => setup.Output.LastWritten(view.Id, view.Attempt) is { } at ? now - at : null, now);
    }

    public async Task<GraphView> GetGraphAsync(GraphQuery query, CancellationToken cancel)
    {
        await CatchUpAsync(cancel);
        var graph = query.Task is { } task
            ? setup.Queries.Find(task)?.View.GraphId ?? throw new DelegateException(TaskErrors.NotFound(task.Value))
            : query.Graph;
        var view = graph is null ? GraphOf.Unfinished(setup.Queries) : GraphOf.Submission(setup.Queries, graph);
        if (view.Tasks.Count == 0 && graph is not null)
            throw new DelegateException(NoSubmission(graph));
        return view with { Tasks = await WithHoldReasonsAsync(view.Tasks, cancel) };
    }

    public async Task<PruneReply> PruneAsync(PruneRequest request, CancellationToken cancel)
    {
        if (request is { OlderThanMs: null, Keep: null, MaxBytes: null, Graph: null })
            throw new DelegateException(new(ErrorCodes.InvalidInput, "Pruning needs a limit: an age, a number, a size, or a submission.", "delegate prune --older-than 30d --dry-run"));
        if (request is { OlderThanMs: < 0 } or { Keep: < 0 } or { MaxBytes: < 0 })
            throw new DelegateException(new(ErrorCodes.InvalidInput, "A limit of pruning cannot be below 0.", "delegate prune --help"));
        await CatchUpAsync(cancel);
        var bytes = new Dictionary<TaskId, long>();
        var chosen = await Task.Run(() => PruneSelection.Of(setup.Queries.Ended(request.Graph), request, task => BytesOf(task.Id), setup.Time.GetUtcNow()), cancel);
        var gone = new HashSet<TaskId>();
        foreach (var part in chosen.Select(task => task.Id).Chunk(PrunedAtOnce))
        {
            foreach (var id in part)
                BytesOf(id); // before it goes
            var answer = await AskAsync<DagCoordinatorKey, DagProtocol.PruneAnswer>(new DagProtocol.Prune(part, request.By ?? "api", request.DryRun), cancel);
            if (answer.Error is { } error)
                throw new DelegateException(error);
            gone.UnionWith(answer.Pruned);
        }
        var pruned = chosen.Where(task => gone.Contains(task.Id)).Select(task => new PrunedTask(task.Id, task.Key, task.Phase, task.At, BytesOf(task.Id))).ToList();
        return new(pruned, pruned.Sum(task => task.Bytes), chosen.Count - pruned.Count, request.DryRun);

        long BytesOf(TaskId id) => bytes.TryGetValue(id, out var size) ? size : bytes[id] = setup.Output.BytesOf(id);
    }
}
