using Delegate.Contracts;

namespace Delegate.Mcp.Tools.Schedules;

/// <summary>What ScheduleTask and SchedulePipeline have in common, as their parameters say it.</summary>
internal sealed record ScheduleArguments(
    string ScheduleType, string? CronExpression, bool WithSeconds, DateTimeOffset? ScheduledAt, long? IntervalMs, string? Timezone,
    MissedPolicy MissedRunPolicy, OverlapPolicy Overlap, long? JitterMs, int? MaxRuns, DateTimeOffset? NotBefore, DateTimeOffset? ExpiresAt,
    ScheduleId? AfterSchedule, string? Name)
{
    /// <summary>Schedules outlive who makes them, so the limits of a delegated session could not hold its own: it makes none.</summary>
    public ScheduleRequest ToRequest(ScheduledWork work, McpCaller caller) => caller.Attempt is { } attempt
        ? throw new DelegateException(new(ErrorCodes.Forbidden, $"This session was delegated itself ({attempt}), and a schedule would outlive it.",
            "delegate the work now, with DelegateTask or SubmitGraph; or leave the schedule to who delegated you"))
        : Request(work, caller);

    private ScheduleRequest Request(ScheduledWork work, McpCaller caller) => new()
    {
        Name = Name,
        When = When(),
        Work = work,
        MissedRuns = MissedRunPolicy,
        Overlap = Overlap,
        JitterMs = JitterMs,
        MaxRuns = MaxRuns,
        NotBefore = NotBefore,
        ExpiresAt = ExpiresAt,
        After = AfterSchedule,
        Source = "mcp",
        CallerSession = caller.Session,
    };

    private RecurrenceRequest When() => ScheduleType switch
    {
        "cron" => new() { Cron = Needed(CronExpression, "cronExpression", "cron"), Seconds = WithSeconds, Timezone = Timezone },
        "interval" => new() { EveryMs = Needed(IntervalMs, "intervalMs", "interval"), Timezone = Timezone },
        _ => new() { At = [Needed(ScheduledAt, "scheduledAt", "one_time")], Timezone = Timezone },
    };

    private static string Needed(string? value, string parameter, string type) => value ?? throw Missing(parameter, type);

    private static T Needed<T>(T? value, string parameter, string type) where T : struct => value ?? throw Missing(parameter, type);

    private static DelegateException Missing(string parameter, string type) =>
        new(new(ErrorCodes.InvalidInput, $"{parameter} is required for scheduleType {type}.", $"pass {parameter}", parameter));
}

/// <summary>What a schedule tool answers.</summary>
internal static class ScheduleText
{
    public static string Line(ScheduleView schedule)
    {
        var name = schedule.Schedule.Name is { } given ? $"{schedule.Id} ({given})" : schedule.Id.Value;
        var next = schedule.NextRunAt is { } at ? $", next at {at:yyyy-MM-ddTHH:mm:sszzz}" : "";
        var why = schedule.StatusReason is { } reason ? $", {reason}" : "";
        return $"{name}: {schedule.Status.ToString().ToLowerInvariant()}, {schedule.When}{next}{why}";
    }

    /// <summary>A schedule, and below it a line for each of its latest runs.</summary>
    public static string WithHistory(ScheduleView schedule) => string.Join('\n', schedule.History.Select(Line).Prepend(Line(schedule)));

    private static string Line(OccurrenceView one)
    {
        var more = one.Count > 1 ? $" and {one.Count - 1} more" : "";
        return $"{one.Due:yyyy-MM-ddTHH:mm:sszzz}{more}: {one.Fate} {one.Phase} {one.Reason} {string.Join(", ", one.TaskIds)}".TrimEnd();
    }
}
