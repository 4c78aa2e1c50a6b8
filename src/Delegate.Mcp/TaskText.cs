using Delegate.Contracts;

namespace Delegate.Mcp;

/// <summary>A task in one line of words.</summary>
internal static class TaskText
{
    public static string Line(TaskView task)
    {
        var name = task.Key is { } key ? $"{task.Id} ({key})" : task.Id.Value;
        var why = Budget.Cut(task.Phase.IsTerminal() ? task.Outcome?.Message : task.HoldReason, Budget.Sentence, "WhyTask says more");
        return $"{name}: {task.Phase.ToString().ToLowerInvariant()}{(why is null ? "" : $", {why}")}";
    }
}
