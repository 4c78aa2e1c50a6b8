using Delegate.Contracts;

namespace Delegate.Cli.Specs.Harness;

internal sealed partial class FakeDelegateClient
{
    public List<ScheduleView> Schedules { get; } = [];

    public List<ScheduleRequest> Scheduled { get; } = [];

    /// <summary>Every other wish about a schedule, in the order of asking.</summary>
    public List<(ScheduleId Id, object Wish)> ScheduleWishes { get; } = [];

    public List<UpcomingRequest> Upcoming { get; } = [];

    public Task<ScheduleView> CreateScheduleAsync(ScheduleRequest request, CancellationToken cancel)
    {
        Check();
        Scheduled.Add(request);
        return Task.FromResult(Sample.Schedule(request));
    }

    public IAsyncEnumerable<ScheduleView> WatchScheduleAsync(ScheduleId id, CancellationToken cancel) => throw new NotSupportedException();

    public Task<SchedulePage> ListSchedulesAsync(ScheduleFilter filter, CancellationToken cancel)
    {
        Check();
        var fitting = Schedules.Where(schedule => filter.Status is null || schedule.Status == filter.Status).ToList();
        return Task.FromResult(new SchedulePage(fitting.Skip(filter.Offset).Take(filter.Limit).ToList(), fitting.Count));
    }

    public Task<ScheduleView> GetScheduleAsync(ScheduleId id, int history, CancellationToken cancel)
    {
        Check();
        var found = FindSchedule(id);
        return Task.FromResult(found with { History = found.History.Take(history).ToList() });
    }

    public Task<ScheduleView> PauseScheduleAsync(ScheduleId id, ScheduleWish wish, CancellationToken cancel) => Wish(id, wish, ScheduleStatus.Paused);

    public Task<ScheduleView> ResumeScheduleAsync(ScheduleId id, ScheduleWish wish, CancellationToken cancel) => Wish(id, wish, ScheduleStatus.Active);

    public async Task<OccurrenceView> RunScheduleAsync(ScheduleId id, ScheduleWish wish, CancellationToken cancel)
    {
        await Wish(id, wish, ScheduleStatus.Active);
        return new() { ScheduleId = id, Number = 9, Due = Sample.Now, Fate = OccurrenceFate.Starting, Manual = true, Version = 1, TaskIds = [Sample.Id1] };
    }

    public Task<ScheduleView> EditScheduleAsync(ScheduleId id, EditScheduleRequest request, CancellationToken cancel) => Wish(id, request, ScheduleStatus.Active);

    public Task<ScheduleView> CancelScheduleAsync(ScheduleId id, CancelScheduleRequest request, CancellationToken cancel) => Wish(id, request, ScheduleStatus.Cancelled);

    public Task<UpcomingRuns> GetUpcomingAsync(UpcomingRequest request, CancellationToken cancel)
    {
        Check();
        Upcoming.Add(request);
        return Task.FromResult(new UpcomingRuns([Sample.Now.AddHours(1), Sample.Now.AddHours(2)], "in words"));
    }

    private Task<ScheduleView> Wish(ScheduleId id, object wish, ScheduleStatus status)
    {
        Check();
        var found = FindSchedule(id);
        ScheduleWishes.Add((id, wish));
        return Task.FromResult(found with { Status = status, NextRunAt = status == ScheduleStatus.Active ? found.NextRunAt : null });
    }

    private ScheduleView FindSchedule(ScheduleId id) => Schedules.FirstOrDefault(schedule => schedule.Id == id)
        ?? throw new DelegateException(new(ErrorCodes.ScheduleNotFound, $"There is no schedule '{id}'.", "delegate schedule list"));
}
