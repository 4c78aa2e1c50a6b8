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
}
