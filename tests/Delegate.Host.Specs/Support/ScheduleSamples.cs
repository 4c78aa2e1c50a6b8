using Delegate.Contracts;

namespace Delegate.Host.Specs.Support;

internal static class ScheduleSamples
{
    public static ScheduleId Id { get; } = ScheduleId.Parse("schedule-7k2m9qx4h0ad");

    private static DateTimeOffset Noon { get; } = new(2026, 1, 2, 12, 0, 0, TimeSpan.FromHours(1));

    public static ScheduleRequest Request { get; } = new()
    {
        Name = "nightly", When = new() { Cron = "30 2 * * *", Timezone = "Europe/Berlin" },
        Work = new() { Steps = [new() { Prompt = "one", Cwd = "/" }, new() { Prompt = "two", Cwd = "/", Agent = AgentNames.Shell, Priority = Priority.P0 }] },
        MissedRuns = MissedPolicy.All, MissedAfterMs = 60_000, MostMissedRuns = 3, MissedSpacingMs = 1_000, Overlap = OverlapPolicy.CancelRunning, JitterMs = 5_000,
        MaxRuns = 7, NotBefore = Noon, ExpiresAt = Noon.AddYears(1), After = ScheduleId.Parse("schedule-000000000001"), Source = "cli", CallerSession = "session-1",
    };

    public static ScheduleView View { get; } = new()
    {
        Id = Id, Version = 2, Schedule = Request, When = "cron 30 2 * * *, Europe/Berlin", Summary = "2 steps: one | two", Status = ScheduleStatus.Paused,
        StatusReason = "holidays", RunCount = 3, Fates = new Dictionary<string, long> { ["ran"] = 3 }, CreatedAt = Noon, UpdatedAt = Noon, SeenUpTo = Noon,
        Earlier = [new(1, Request with { Name = null }, Noon)],
        History =
        [
            new()
            {
                ScheduleId = Id, Number = 4, Due = Noon, LastDue = Noon.AddDays(2), Count = 3, Fate = OccurrenceFate.Skipped, Reason = "The schedule was paused.",
                Version = 2, TaskIds = [Samples.Id], Phase = TaskPhase.Failed, Outcome = new(OutcomeCodes.AgentError, "Exited with 2.", 2),
            },
        ],
    };
}
