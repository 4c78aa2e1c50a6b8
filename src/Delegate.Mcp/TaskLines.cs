using Delegate.Contracts;
using ModelContextProtocol.Protocol;

namespace Delegate.Mcp;

/// <summary>A page of tasks for a model: of each what it takes to choose one. TaskStatus has the rest.</summary>
/// <param name="Tasks">The tasks.</param>
/// <param name="Next">Pass as <c>before</c> for the next page; left out at the end.</param>
internal sealed record TaskLines(IReadOnlyList<TaskLine> Tasks, long? Next = null)
{
    public static CallToolResult Reply(TaskPage page) => ToolReply.Success(
        page.Tasks.Count == 0 ? "No tasks." : string.Join('\n', page.Tasks.Select(TaskText.Line)),
        new TaskLines([.. page.Tasks.Select(TaskLine.Of)], page.Next));
}

/// <summary>One of them.</summary>
internal sealed record TaskLine(
    TaskId Id, string GraphId, string? Key, string Agent, string Summary, string Cwd, TaskPhase Phase, string? HoldReason, string? OutcomeCode,
    string? Outcome, string? Queue, TaskId? PreviousTaskId, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt, decimal? CostUsd)
{
    public static TaskLine Of(TaskView task) => new(
        task.Id, task.GraphId, task.Key, task.Agent, task.Summary, task.Cwd, task.Phase, Short(task.HoldReason), task.Outcome?.Code,
        Short(task.Outcome?.Message), task.Queue, task.Lineage?.Previous, task.CreatedAt, task.EndedAt, task.Usage?.CostUsd);

    private static string? Short(string? sentence) => Budget.Cut(sentence, Budget.Sentence, "TaskStatus has more");
}
