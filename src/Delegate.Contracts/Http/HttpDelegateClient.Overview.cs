using System.Globalization;

namespace Delegate.Contracts;

public sealed partial class HttpDelegateClient
{
    /// <inheritdoc/>
    public IAsyncEnumerable<FeedEntry> FollowAsync(long? after, CancellationToken cancel) => ReadLinesAsync(
        () => new(HttpMethod.Get, OverviewRoutes.Feed + Query([Pair("after", after)])), ContractsJson.Default.FeedEntry, cancel);

    /// <inheritdoc/>
    public Task<PastView> GetPastAsync(PastQuery query, CancellationToken cancel) => GetAsync(OverviewRoutes.Past + Query(
    [
        Pair("graph", query.Graph), Pair("task", query.Task), Pair("since", Time(query.Since)), Pair("until", Time(query.Until)), Pair("most", query.Most),
    ]), ContractsJson.Default.PastView, cancel);

    /// <inheritdoc/>
    public Task<TaskPrompt> GetPromptAsync(TaskId id, CancellationToken cancel) =>
        GetAsync(Routes.For(OverviewRoutes.Prompt, id), ContractsJson.Default.TaskPrompt, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DecisionView>> GetDecisionsAsync(DecisionQuery query, CancellationToken cancel) => GetAsync(
        OverviewRoutes.Decisions + Query([Pair("most", query.Most), Pair("until", Time(query.Until)), Pair("task", query.Task)]),
        ContractsJson.Default.IReadOnlyListDecisionView, cancel);

    /// <inheritdoc/>
    public Task<SubmissionCheck> CheckAsync(SubmitRequest request, CancellationToken cancel) =>
        PostAsync(OverviewRoutes.Check, request, ContractsJson.Default.SubmitRequest, ContractsJson.Default.SubmissionCheck, cancel);

    /// <inheritdoc/>
    public Task<SubmissionCheck> CheckFlowAsync(FlowRequest request, CancellationToken cancel) =>
        PostAsync(OverviewRoutes.CheckFlow, request, ContractsJson.Default.FlowRequest, ContractsJson.Default.SubmissionCheck, cancel);

    private static string? Time(DateTimeOffset? time) => time?.ToString("O", CultureInfo.InvariantCulture);
}
