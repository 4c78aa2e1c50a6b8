using Delegate.Actors.Tasks;
using Delegate.Contracts;

namespace Delegate.Actors.Dag;

/// <summary>From a task's request to what is stored of it.</summary>
internal static class SpecMaker
{
    public static TaskSpec Of(DagProtocol.Submit command, int index, Dictionary<string, int> positions)
    {
        var task = command.Request.Tasks[index];
        return new()
        {
            Id = command.Ids[index], GraphId = command.GraphId, Key = task.Key, Agent = task.Agent, Prompt = task.Prompt, Cwd = task.Cwd,
            Priority = task.Priority, TimeoutMs = task.TimeoutMs, Model = task.Model, PermissionMode = task.PermissionMode,
            AllowedTools = task.AllowedTools, Retry = task.Retry, IdleMs = task.IdleMs, Queue = task.Queue, ShareFolder = task.ShareFolder,
            JsonSchema = task.JsonSchema, Tree = command.Trees?[index], Source = command.Request.Source,
            After = NullIfNone(TaskReferences.Of(task).Select(edge => new DependencyRequest(IdOf(edge.On).Value, edge.OnFailure))),
            ContinueFrom = NullIfNone(task.ContinueFrom.Select(IdOf)),
        };

        // An id that is not one was refused before.
        TaskId IdOf(string name) => positions.TryGetValue(name, out var position) ? command.Ids[position] : TaskId.Parse(name);
    }

    private static List<T>? NullIfNone<T>(IEnumerable<T> items) => items.ToList() is { Count: > 0 } list ? list : null;
}
