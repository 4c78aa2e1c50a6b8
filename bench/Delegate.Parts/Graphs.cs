using Delegate.Actors.Dag;
using Delegate.Actors.Tasks;
using Delegate.Contracts;

namespace Delegate.Parts;

/// <summary>Graphs in layers of a hundred tasks; each task waits for two of the layer before.</summary>
internal static class Graphs
{
    private const int Width = 100;

    public static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly IReadOnlyDictionary<TaskId, TaskProtocol.EndDescription> Nobody = new Dictionary<TaskId, TaskProtocol.EndDescription>();

    public static DagProtocol.Submit Submission(int tasks) => Submission(
    [
        .. Enumerable.Range(0, tasks).Select(i => Task($"t{i}", i < Width ? [] : [$"t{i - Width}", $"t{i - Width + (i % Width == Width - 1 ? -1 : 1)}"])),
    ]);

    public static DagProtocol.Submit Submission(params IReadOnlyList<TaskRequest> tasks) =>
        new(new SubmitRequest { Tasks = tasks }, "graph-1", [.. tasks.Select(_ => TaskId.New())]);

    public static TaskRequest Task(string key, IReadOnlyList<string> after) =>
        new() { Key = key, Agent = AgentNames.Shell, Prompt = ":", Cwd = "/tmp", After = [.. after.Select(on => new DependencyRequest(on))] };

    public static DagProtocol.GraphAccepted Accept(DagState state, DagProtocol.Submit submission) =>
        DagDecider.Decide(state, submission, Nobody, new DagLimits(), Now) is ({ } accepted, null) ? accepted : throw new InvalidOperationException("refused");
}
