using Delegate.Contracts;

namespace Delegate.Cli.Specs.Harness;

/// <summary>Ready-made views.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);
    public static readonly TaskId Id1 = TaskId.Parse("task-7k2m9qx4h0ad");
    public static readonly TaskId Id2 = TaskId.Parse("task-7k3aaaaaaaaa");
    public static readonly TaskId Id3 = TaskId.Parse("task-zzzzzzzzzzzz");

    public static TaskView Task(TaskId id, TaskPhase phase = TaskPhase.Running, string? key = null) => new()
    {
        Id = id,
        GraphId = "graph-1",
        Key = key,
        Agent = AgentNames.Shell,
        Summary = $"make {key ?? "it"}",
        Cwd = "/work",
        Priority = Priority.P2,
        Phase = phase,
        CreatedAt = Now - TimeSpan.FromMinutes(2),
        Attempt = phase >= TaskPhase.Starting ? 1 : 0,
        StartedAt = phase >= TaskPhase.Starting ? Now - TimeSpan.FromSeconds(65) : null,
        EndedAt = phase.IsTerminal() ? Now - TimeSpan.FromSeconds(5) : null,
        Outcome = phase switch
        {
            TaskPhase.Succeeded => new(OutcomeCodes.Succeeded, "Exited with 0.", ExitCode: 0),
            TaskPhase.Failed => new(OutcomeCodes.AgentError, "Exited with 7.", ExitCode: 7, Hint: $"delegate logs {id}"),
            TaskPhase.Cancelled => new(OutcomeCodes.Cancelled, "Cancelled by cli.", By: "cli"),
            _ => null,
        },
    };

    public static HostView Host(int pid = 4242) => new(
        pid, "0.1.0", "/data", Now - TimeSpan.FromHours(3),
        new Dictionary<string, long> { ["running"] = 1, ["waiting"] = 0 },
        new(1, 2, 8, 42.4, 3L << 30, 8L << 30, "All slots are in use."));

    public static readonly ScheduleId Schedule1 = ScheduleId.Parse("schedule-7k2m9qx4h0ad");
    public static readonly ScheduleId Schedule2 = ScheduleId.Parse("schedule-7k3aaaaaaaaa");

    public static ScheduleView Schedule(ScheduleRequest? request = null, ScheduleId? id = null) => new()
    {
        Id = id ?? Schedule1,
        Version = 3,
        Schedule = request ?? new()
        {
            Name = "nightly", When = new() { Cron = "30 2 * * *", Timezone = "Europe/Berlin" }, Overlap = OverlapPolicy.Queue,
            Work = new() { Task = new() { Agent = AgentNames.Shell, Prompt = "make", Cwd = "/work", Priority = Priority.P1, TimeoutMs = 60_000 } },
        },
        When = "cron 30 2 * * *, Europe/Berlin",
        Summary = "make",
        Status = ScheduleStatus.Active,
        NextRunAt = new DateTimeOffset(2026, 3, 5, 2, 30, 0, TimeSpan.FromHours(1)),
        RunCount = 2,
        Fates = new Dictionary<string, long> { ["ran"] = 2, ["missed"] = 1 },
        CreatedAt = Now,
        UpdatedAt = Now,
        SeenUpTo = Now,
        Earlier = [new(1, new() { When = new() { Cron = "@daily" }, Work = new() }, Now), new(2, new() { When = new() { Cron = "@daily" }, Work = new() }, Now)],
        History =
        [
            new()
            {
                ScheduleId = id ?? Schedule1, Number = 3, Due = Now, Fate = OccurrenceFate.Ran, Version = 3, TaskIds = [Id1], Phase = TaskPhase.Failed,
                Outcome = new(OutcomeCodes.AgentError, "Exited with 7.", ExitCode: 7),
            },
            new() { ScheduleId = id ?? Schedule1, Number = 2, Due = Now.AddDays(-1), Count = 4, Fate = OccurrenceFate.Missed, Reason = "Nobody was there.", Version = 3 },
        ],
    };
}
