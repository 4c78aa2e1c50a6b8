using Delegate.Actors.Tasks;
using Delegate.Contracts;

namespace Delegate.Actors.Dag;

/// <summary>From a task's request to what is stored of it.</summary>
internal static class SpecMaker
{
    /// <param name="edges">One for each of <see cref="TaskReferences.Of"/>, in that order.</param>
    /// <param name="parent">Whose agent delegates it; null = nobody's.</param>
    public static TaskSpec Of(DagProtocol.Submit command, int index, IReadOnlyList<DagProtocol.AcceptedEdge> edges, TaskSpec? parent)
    {
        var task = command.Request.Tasks[index];
        // Whoever waits for a retry of a task takes up the result of that.
        var ids = TaskReferences.Of(task).Zip(edges, (named, edge) => (named.On, Id: edge.On)).ToDictionary(pair => pair.On, pair => pair.Id);
        return new()
        {
            Id = command.Ids[index], GraphId = command.GraphId, Key = task.Key, Agent = SharedValues.Text(task.Agent)!, Cwd = SharedValues.Text(task.Cwd)!,
            Prompt = task.Expressions ? PromptTemplate.Parse(task.Prompt).Rename(name => ids[name].Value) : task.Prompt, Expressions = task.Expressions,
            Priority = task.Priority, TimeoutMs = task.TimeoutMs, Model = SharedValues.Text(task.Model), PermissionMode = SharedValues.Text(task.PermissionMode),
            AllowedTools = task.AllowedTools, Retry = SharedValues.Policy(task.Retry), IdleMs = task.IdleMs, MaxOutputBytes = task.MaxOutputBytes, Queue = SharedValues.Text(task.Queue), ShareFolder = task.ShareFolder,
            AllowDelegation = task.AllowDelegation, DelegatedBy = parent?.Id, Generation = parent is null ? 0 : parent.Generation + 1,
            JsonSchema = task.JsonSchema, Tree = SharedValues.Text(command.Trees?[index]), Source = SharedValues.Text(command.Request.Source),
            After = NullIfNone(edges.Select(edge => SharedValues.Dependency(new(edge.On.Value, edge.OnFailure)))),
            ContinueFrom = NullIfNone(task.ContinueFrom.Select(name => ids[name]).Distinct()),
        };
    }

    private static T[]? NullIfNone<T>(IEnumerable<T> items) => items.ToArray() is { Length: > 0 } array ? array : null;
}
