namespace Delegate.Contracts;

public sealed partial class HttpDelegateClient
{
    /// <inheritdoc/>
    public Task<ScheduleView> CreateScheduleAsync(ScheduleRequest request, CancellationToken cancel) =>
        PostAsync(ScheduleRoutes.Schedules, request, ContractsJson.Default.ScheduleRequest, ContractsJson.Default.ScheduleView, cancel);

    /// <inheritdoc/>
    public Task<SchedulePage> ListSchedulesAsync(ScheduleFilter filter, CancellationToken cancel)
    {
        var status = filter.Status is { } only ? $"status={only}&" : "";
        return GetAsync($"{ScheduleRoutes.Schedules}?{status}limit={filter.Limit}&offset={filter.Offset}", ContractsJson.Default.SchedulePage, cancel);
    }

    /// <inheritdoc/>
    public Task<ScheduleView> GetScheduleAsync(ScheduleId id, int history, CancellationToken cancel) =>
        GetAsync($"{ScheduleRoutes.For(ScheduleRoutes.OneSchedule, id)}?history={history}", ContractsJson.Default.ScheduleView, cancel);

    /// <inheritdoc/>
    public IAsyncEnumerable<ScheduleView> WatchScheduleAsync(ScheduleId id, CancellationToken cancel) =>
        ReadLinesAsync(() => new(HttpMethod.Get, ScheduleRoutes.For(ScheduleRoutes.Watch, id)), ContractsJson.Default.ScheduleView, cancel);

    /// <inheritdoc/>
    public Task<ScheduleView> PauseScheduleAsync(ScheduleId id, ScheduleWish wish, CancellationToken cancel) =>
        PostAsync(ScheduleRoutes.For(ScheduleRoutes.Pause, id), wish, ContractsJson.Default.ScheduleWish, ContractsJson.Default.ScheduleView, cancel);

    /// <inheritdoc/>
    public Task<ScheduleView> ResumeScheduleAsync(ScheduleId id, ScheduleWish wish, CancellationToken cancel) =>
        PostAsync(ScheduleRoutes.For(ScheduleRoutes.Resume, id), wish, ContractsJson.Default.ScheduleWish, ContractsJson.Default.ScheduleView, cancel);

    /// <inheritdoc/>
    public Task<OccurrenceView> RunScheduleAsync(ScheduleId id, ScheduleWish wish, CancellationToken cancel) =>
        PostAsync(ScheduleRoutes.For(ScheduleRoutes.Run, id), wish, ContractsJson.Default.ScheduleWish, ContractsJson.Default.OccurrenceView, cancel);

    /// <inheritdoc/>
    public Task<ScheduleView> EditScheduleAsync(ScheduleId id, EditScheduleRequest request, CancellationToken cancel) =>
        PostAsync(ScheduleRoutes.For(ScheduleRoutes.Edit, id), request, ContractsJson.Default.EditScheduleRequest, ContractsJson.Default.ScheduleView, cancel);

    /// <inheritdoc/>
    public Task<ScheduleView> CancelScheduleAsync(ScheduleId id, CancelScheduleRequest request, CancellationToken cancel) =>
        PostAsync(ScheduleRoutes.For(ScheduleRoutes.Cancel, id), request, ContractsJson.Default.CancelScheduleRequest, ContractsJson.Default.ScheduleView, cancel);

    /// <inheritdoc/>
    public Task<UpcomingRuns> GetUpcomingAsync(UpcomingRequest request, CancellationToken cancel) =>
        PostAsync(ScheduleRoutes.Upcoming, request, ContractsJson.Default.UpcomingRequest, ContractsJson.Default.UpcomingRuns, cancel);
}
