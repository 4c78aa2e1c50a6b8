using Delegate.Contracts;

namespace Delegate.Host.Specs.Support;

internal sealed partial class FakeDelegateClient
{
    public Func<TaskId, HistoryQuery, HistoryPage> OnGetHistory { get; set; } = (_, _) => throw Unexpected();
    public Func<TaskId, WhyView> OnWhy { get; set; } = _ => throw Unexpected();
    public Func<GraphQuery, GraphView> OnGetGraph { get; set; } = _ => throw Unexpected();
    public Func<PruneRequest, PruneReply> OnPrune { get; set; } = _ => throw Unexpected();

    public Task<HistoryPage> GetHistoryAsync(TaskId id, HistoryQuery query, CancellationToken cancel) => Answer(() => OnGetHistory(id, query));

    public Task<WhyView> WhyAsync(TaskId id, CancellationToken cancel) => Answer(() => OnWhy(id));

    public Task<GraphView> GetGraphAsync(GraphQuery query, CancellationToken cancel) => Answer(() => OnGetGraph(query));

    public Task<PruneReply> PruneAsync(PruneRequest request, CancellationToken cancel) => Answer(() => OnPrune(request));
}
