using Delegate.Contracts;

namespace Delegate.Host.Specs.Support;

internal static class Samples
{
    public static TaskId Id { get; } = TaskId.Parse("task-7k2m9qx4h0ad");
    public static TaskId Other { get; } = TaskId.Parse("task-000000000001");

    private static DateTimeOffset Noon { get; } = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    public static TaskView Task(TaskId? id = null, TaskPhase phase = TaskPhase.Running) => new()
    {
        Id = id ?? Id,
        GraphId = "graph-1",
        Agent = AgentNames.Shell,
        Summary = "make",
        Cwd = "/src",
        Priority = Priority.P1,
        Phase = phase,
        After = [new(Other, DependencyPolicy.Hold, Done: true)],
        CreatedAt = Noon,
        EndedAt = phase.IsTerminal() ? Noon.AddSeconds(3) : null,
        Outcome = phase switch
        {
            TaskPhase.Succeeded => new(OutcomeCodes.Succeeded, "Exited with 0.", 0, By: "agent"),
            TaskPhase.Failed => new(OutcomeCodes.AgentError, "Exited with 2.", 2, By: "agent"),
            TaskPhase.Cancelled => new(OutcomeCodes.Cancelled, "Cancelled by mcp.", By: "mcp"),
            _ => null,
        },
    };

    public static HostView Host { get; } = new(42, "0.1.0", "/home/me/.delegate", Noon,
        new Dictionary<string, long> { ["running"] = 1 }, new(1, 0, 4, 12.5, 1_000, 2_000, null));

    public static SubmitReply Accepted { get; } = new("graph-1", [new("build", Id)]);
}
