using Delegate.Contracts;

namespace Delegate.Cli.Specs.Harness;

internal sealed partial class FakeDelegateClient
{
    public List<TaskFilter> Filters { get; } = [];

    public List<HistoryEntry> History { get; } = [];

    public WhyView? Why { get; set; }

    public GraphView Graph { get; set; } = new([], []);

    public List<GraphQuery> GraphQueries { get; } = [];

    public List<PruneRequest> Pruned { get; } = [];

    public Func<PruneRequest, PruneReply> OnPrune { get; set; } = request => new([], 0, 0, request.DryRun);

    public Task<HistoryPage> GetHistoryAsync(TaskId id, HistoryQuery query, CancellationToken cancel)
    {
        Check();
        var page = History.Where(entry => entry.Position > (query.After ?? 0)).Take(query.Limit).ToList();
        return Task.FromResult(new HistoryPage(Find(id).Id, page, page.Count == query.Limit ? page[^1].Position : null));
    }

    public Task<WhyView> WhyAsync(TaskId id, CancellationToken cancel)
    {
        Check();
        return Task.FromResult(Why ?? throw new InvalidOperationException("The spec did not expect this question."));
    }

    public Task<GraphView> GetGraphAsync(GraphQuery query, CancellationToken cancel)
    {
        Check();
        GraphQueries.Add(query);
        return Task.FromResult(Graph);
    }

    public Task<PruneReply> PruneAsync(PruneRequest request, CancellationToken cancel)
    {
        Check();
        Pruned.Add(request);
        return Task.FromResult(OnPrune(request));
    }
}
