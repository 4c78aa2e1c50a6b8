using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary>Tasks as rows.</summary>
internal static class TaskTable
{
    public static Table Of(IEnumerable<TaskView> tasks, DateTimeOffset now) => new(
        ["ID", "NAME", "PHASE", "PRI", "AGENT", "AGE", "DURATION", "WHAT"],
        [.. tasks.Select(task => new Cell[]
        {
            task.Id.Value, task.Key ?? "", Words.PhaseCell(task.Phase), task.Priority.ToString(), task.Agent,
            Words.For(now - task.CreatedAt), Words.Duration(task, now), WhyOrWhat(task),
        })])
    {
        Spare = ["AGENT", "PRI", "AGE", "DURATION", "NAME"],
    };

    /// <summary>What keeps it, what went wrong, or what it is about.</summary>
    public static string WhyOrWhat(TaskView task) => task switch
    {
        { Phase: TaskPhase.Failed or TaskPhase.Cancelled, Outcome: { } outcome } => outcome.Message,
        { HoldReason: { } reason } when !task.Phase.IsTerminal() => reason,
        _ => task.Summary,
    };
}
