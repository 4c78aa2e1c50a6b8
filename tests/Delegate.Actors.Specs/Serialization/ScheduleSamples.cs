using Delegate.Actors.Scheduling;
using Delegate.Contracts;

namespace Delegate.Actors.Specs.Serialization;

/// <summary>One of each journaled type of the schedules.</summary>
internal static class ScheduleSamples
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);
    private static readonly ScheduleId Id = ScheduleId.Parse("schedule-0123456789ab");
    private static readonly ScheduleId Other = ScheduleId.Parse("schedule-cdefghjkmnpq");
    private static readonly TaskId Task = TaskId.Parse("task-0123456789ab");

    private static readonly ScheduleDefinition Definition = new()
    {
        Schedule = new()
        {
            Name = "nightly", When = new() { Cron = "30 2 * * *", Timezone = "Europe/Berlin" },
            Work = new() { Task = new() { Agent = "shell", Prompt = "make ${{ schedule.due }}", Cwd = "/repo", Priority = Priority.P1, TimeoutMs = 60_000, Queue = "nightly" } },
            MissedRuns = MissedPolicy.All, MissedAfterMs = 60_000, MostMissedRuns = 3, MissedSpacingMs = 1_000, Overlap = OverlapPolicy.CancelRunning,
            JitterMs = 5_000, MaxRuns = 7, NotBefore = At, ExpiresAt = At.AddYears(1), After = Other, Source = "cli", CallerSession = "session-9",
        },
        CountsFrom = At,
    };

    public static IReadOnlyList<object> All { get; } =
    [
        new RegistryProtocol.Registered(Id, Other, At),
        new RegistryProtocol.Following(Id, null, At),
        new RegistryProtocol.Retired(Id, At),
        new ScheduleProtocol.Created(Id, Definition, At),
        new ScheduleProtocol.Edited(Id, 2, Definition with
        {
            Schedule = new()
            {
                When = new() { EveryMs = 60_000 }, Work = new() { Flow = new("tasks: { a: { command: make } }", "a.yaml", "/repo") },
            },
            FlowTasks = [new() { Key = "a", Agent = "shell", Prompt = "make", Cwd = "/repo" }],
        }, At),
        new ScheduleProtocol.Paused(Id, "holidays", "cli", At),
        new ScheduleProtocol.Resumed(Id, "cli", At),
        new ScheduleProtocol.Finished(Id, ScheduleStatus.Cancelled, "Cancelled by cli.", true, At),
        new ScheduleProtocol.OccurrencePlanned(Id, 1, At, At.AddSeconds(2), true, false, At),
        new ScheduleProtocol.OccurrencesPassed(Id, 2, 3, At, At.AddDays(2), OccurrenceFate.Missed, "Nobody was there at its time.", At),
        new ScheduleProtocol.OccurrenceSkipped(Id, 5, "The schedule was paused.", At),
        new ScheduleProtocol.OccurrenceStarting(Id, 1, 1, "graph-1", [Task], At),
        new ScheduleProtocol.OccurrenceStarted(Id, 1, [Task], At),
        new ScheduleProtocol.OccurrenceStartFailed(Id, 1, new(ErrorCodes.InvalidFolder, "There is no folder '/repo'.", "mkdir -p '/repo'", "tasks[0].cwd"), At),
        new ScheduleProtocol.OccurrenceEnded(Id, 1, TaskPhase.Failed, new(OutcomeCodes.Killed, "SIGKILL ended it.", null, "SIGKILL", "agent"), At),
        ScheduleState.Unknown
            .Apply(new ScheduleProtocol.Created(Id, Definition, At))
            .Apply(new ScheduleProtocol.OccurrencePlanned(Id, 1, At, At, true, true, At))
            .Apply(new ScheduleProtocol.OccurrenceStarting(Id, 1, 1, "graph-1", [Task], At)),
    ];
}
