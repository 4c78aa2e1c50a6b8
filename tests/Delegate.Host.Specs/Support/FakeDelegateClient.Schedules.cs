using Delegate.Contracts;

namespace Delegate.Host.Specs.Support;

internal sealed partial class FakeDelegateClient
{
    /// <summary>Answers every call about a schedule: its name, and what it was given.</summary>
    public Func<string, object?, ScheduleView> OnSchedule { get; set; } = (_, _) => throw Unexpected();

    public Func<ScheduleFilter, SchedulePage> OnListSchedules { get; set; } = _ => throw Unexpected();

    public Func<UpcomingRequest, UpcomingRuns> OnUpcoming { get; set; } = _ => throw Unexpected();

    public Task<ScheduleView> CreateScheduleAsync(ScheduleRequest request, CancellationToken cancel) => Answer(() => OnSchedule("create", request));

    public Task<SchedulePage> ListSchedulesAsync(ScheduleFilter filter, CancellationToken cancel) => Answer(() => OnListSchedules(filter));

    public Task<ScheduleView> GetScheduleAsync(ScheduleId id, int history, CancellationToken cancel) => Answer(() => OnSchedule("get", (id, history)));

    public Func<ScheduleId, CancellationToken, IAsyncEnumerable<ScheduleView>> OnWatchSchedule { get; set; } = (_, _) => throw Unexpected();

    public IAsyncEnumerable<ScheduleView> WatchScheduleAsync(ScheduleId id, CancellationToken cancel) => OnWatchSchedule(id, cancel);

    public Task<ScheduleView> PauseScheduleAsync(ScheduleId id, ScheduleWish wish, CancellationToken cancel) => Answer(() => OnSchedule("pause", (id, wish)));

    public Task<ScheduleView> ResumeScheduleAsync(ScheduleId id, ScheduleWish wish, CancellationToken cancel) => Answer(() => OnSchedule("resume", (id, wish)));

    public Task<OccurrenceView> RunScheduleAsync(ScheduleId id, ScheduleWish wish, CancellationToken cancel) => Answer(() => OnSchedule("run", (id, wish)).History[0]);

    public Task<ScheduleView> EditScheduleAsync(ScheduleId id, EditScheduleRequest request, CancellationToken cancel) => Answer(() => OnSchedule("edit", (id, request)));

    public Task<ScheduleView> CancelScheduleAsync(ScheduleId id, CancelScheduleRequest request, CancellationToken cancel) => Answer(() => OnSchedule("cancel", (id, request)));

    public Task<UpcomingRuns> GetUpcomingAsync(UpcomingRequest request, CancellationToken cancel) => Answer(() => OnUpcoming(request));
}
