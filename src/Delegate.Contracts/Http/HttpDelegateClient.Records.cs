using System.Globalization;

namespace Delegate.Contracts;

public sealed partial class HttpDelegateClient
{
    /// <inheritdoc/>
    public Task<HistoryPage> GetHistoryAsync(TaskId id, HistoryQuery query, CancellationToken cancel)
    {
        var after = query.After is { } position ? $"&after={position}" : "";
        return GetAsync($"{Routes.For(Routes.TaskHistory, id)}?limit={query.Limit}{after}", ContractsJson.Default.HistoryPage, cancel);
    }

    /// <inheritdoc/>
    public Task<WhyView> WhyAsync(TaskId id, CancellationToken cancel) =>
        GetAsync(Routes.For(Routes.WhyTask, id), ContractsJson.Default.WhyView, cancel);

    /// <inheritdoc/>
    public Task<GraphView> GetGraphAsync(GraphQuery query, CancellationToken cancel) =>
        GetAsync(Routes.Graph + Query([Pair("task", query.Task), Pair("graph", query.Graph)]), ContractsJson.Default.GraphView, cancel);

    /// <inheritdoc/>
    public Task<PruneReply> PruneAsync(PruneRequest request, CancellationToken cancel) =>
        PostAsync(Routes.Prune, request, ContractsJson.Default.PruneRequest, ContractsJson.Default.PruneReply, cancel);

    private static string QueryOf(TaskFilter filter) => Query(
    [
        .. filter.Phases.Select(phase => Pair("phase", phase)),
        Pair("limit", filter.Limit), Pair("before", filter.Before), Pair("id", filter.Id), Pair("queue", filter.Queue), Pair("folder", filter.Folder),
        Pair("text", filter.Text), Pair("graph", filter.Graph), Pair("agent", filter.Agent), Pair("line", filter.Line),
        Pair("since", filter.Since?.ToString("O", CultureInfo.InvariantCulture)), Pair("until", filter.Until?.ToString("O", CultureInfo.InvariantCulture)),
        Pair("sort", filter.Sort == TaskSort.Created ? null : filter.Sort), Pair("oldestFirst", filter.OldestFirst ? true : null),
    ]);

    /// <summary>What is null is left out.</summary>
    private static string? Pair(string name, object? value) =>
        value is null ? null : $"{name}={Uri.EscapeDataString(Convert.ToString(value, CultureInfo.InvariantCulture)!)}";

    private static string Query(IEnumerable<string?> pairs) =>
        string.Join('&', pairs.OfType<string>()) is { Length: > 0 } query ? "?" + query : "";
}
