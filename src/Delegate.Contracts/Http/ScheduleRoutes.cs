namespace Delegate.Contracts;

/// <summary>The paths of the host's HTTP API about schedules.</summary>
public static class ScheduleRoutes
{
    /// <summary>GET: <see cref="SchedulePage"/> (query: status, limit, offset). POST: <see cref="ScheduleRequest"/>.</summary>
    public const string Schedules = "/v1/schedules";

    /// <summary>POST: <see cref="UpcomingRequest"/>, answered by <see cref="UpcomingRuns"/>.</summary>
    public const string Upcoming = "/v1/schedules/upcoming";

    /// <summary>GET: <see cref="ScheduleView"/> (query: history).</summary>
    public const string OneSchedule = "/v1/schedules/{id}";

    /// <summary>GET: a <see cref="ScheduleView"/> a line, as it changes.</summary>
    public const string Watch = "/v1/schedules/{id}/watch";

    /// <summary>POST: <see cref="ScheduleWish"/>.</summary>
    public const string Pause = "/v1/schedules/{id}/pause";

    /// <summary>POST: <see cref="ScheduleWish"/>.</summary>
    public const string Resume = "/v1/schedules/{id}/resume";

    /// <summary>POST: <see cref="ScheduleWish"/>, answered by <see cref="OccurrenceView"/>.</summary>
    public const string Run = "/v1/schedules/{id}/run";

    /// <summary>POST: <see cref="EditScheduleRequest"/>.</summary>
    public const string Edit = "/v1/schedules/{id}/edit";

    /// <summary>POST: <see cref="CancelScheduleRequest"/>.</summary>
    public const string Cancel = "/v1/schedules/{id}/cancel";

    /// <summary>Fills in the id.</summary>
    public static string For(string route, ScheduleId id) => route.Replace("{id}", id.Value, StringComparison.Ordinal);
}
