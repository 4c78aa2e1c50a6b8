using Delegate.Contracts;

namespace Delegate.Cli.Parsing;

/// <summary>From what a person types to a task's id: the whole id, or a beginning of it that fits one task only.</summary>
internal static class TaskNames
{
    private const string Prefix = "task-";
    private const int PageSize = 1000;

    public static async Task<IReadOnlyList<TaskId>> ResolveAllAsync(
        IDelegateClient client, IEnumerable<string> names, CancellationToken cancel)
    {
        var ids = new List<TaskId>();
        foreach (var name in names)
            ids.Add(await ResolveAsync(client, name, cancel));
        return ids;
    }

    public static async Task<TaskId> ResolveAsync(IDelegateClient client, string name, CancellationToken cancel)
    {
        if (TaskId.TryParse(name, out var whole))
            return whole;
        var beginning = name.StartsWith(Prefix, StringComparison.Ordinal) ? name : Prefix + name;
        TaskId? found = null;
        var page = TaskFilter.All with { Limit = PageSize };
        while (beginning.Length > Prefix.Length)
        {
            var (tasks, next) = await client.ListTasksAsync(page, cancel);
            foreach (var task in tasks.Where(task => task.Id.Value.StartsWith(beginning, StringComparison.Ordinal)))
            {
                if (found is { } other && other != task.Id)
                    throw new DelegateException(new(ErrorCodes.InvalidInput,
                        $"'{name}' fits more than one task: {other} and {task.Id}.", "type more of the id, or see delegate list"));
                found = task.Id;
            }
            if (next is null)
                break;
            page = page with { Before = next };
        }
        return found ?? throw new DelegateException(new(ErrorCodes.TaskNotFound, $"No task has the id '{name}'.", "delegate list"));
    }

    /// <summary><c>--after a,b --after c</c> means three tasks.</summary>
    public static IEnumerable<string> SplitLists(IEnumerable<string> values) =>
        values.SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
