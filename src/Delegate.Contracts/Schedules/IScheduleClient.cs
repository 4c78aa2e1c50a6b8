namespace Delegate.Contracts;

/// <summary>The part of <see cref="IDelegateClient"/> about schedules; the same rules hold.</summary>
public interface IScheduleClient
{
    /// <summary>Makes a schedule; answers once it is stored.</summary>
    Task<ScheduleView> CreateScheduleAsync(ScheduleRequest request, CancellationToken cancel);

    /// <summary>A page of schedules, newest first.</summary>
    Task<SchedulePage> ListSchedulesAsync(ScheduleFilter filter, CancellationToken cancel);

    /// <summary>One schedule, with its latest <paramref name="history"/> occurrences (0 to 1,000).</summary>
    Task<ScheduleView> GetScheduleAsync(ScheduleId id, int history, CancellationToken cancel);

    /// <summary>How a schedule stands, now and after each change to it or its occurrences; ends with a schedule that has.</summary>
    IAsyncEnumerable<ScheduleView> WatchScheduleAsync(ScheduleId id, CancellationToken cancel);

    /// <summary>Holds an active schedule.</summary>
    Task<ScheduleView> PauseScheduleAsync(ScheduleId id, ScheduleWish wish, CancellationToken cancel);

    /// <summary>Lets a paused schedule go on.</summary>
    Task<ScheduleView> ResumeScheduleAsync(ScheduleId id, ScheduleWish wish, CancellationToken cancel);

    /// <summary>Makes an occurrence of this instant, beside the regular ones; answers with it.</summary>
    Task<OccurrenceView> RunScheduleAsync(ScheduleId id, ScheduleWish wish, CancellationToken cancel);

    /// <summary>Replaces a schedule by a new version of it.</summary>
    Task<ScheduleView> EditScheduleAsync(ScheduleId id, EditScheduleRequest request, CancellationToken cancel);

    /// <summary>Ends a schedule for good.</summary>
    Task<ScheduleView> CancelScheduleAsync(ScheduleId id, CancelScheduleRequest request, CancellationToken cancel);

    /// <summary>When would that come?</summary>
    Task<UpcomingRuns> GetUpcomingAsync(UpcomingRequest request, CancellationToken cancel);
}
