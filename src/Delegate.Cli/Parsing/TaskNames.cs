using Delegate.Contracts;

namespace Delegate.Cli.Parsing;

/// <summary>From what a person types to a task's id: the whole id, or a beginning of it that fits one task only.</summary>
internal static class TaskNames
{
    private const string Prefix = "task-";
    private const int MostNamed = 5;

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
        var fitting = beginning.Length > Prefix.Length
            ? (await client.ListTasksAsync(TaskFilter.All with { Id = beginning, Limit = MostNamed + 1 }, cancel)).Tasks
            : [];
        return fitting switch
        {
            [var one] => one.Id,
            [_, _, ..] => throw new DelegateException(new(ErrorCodes.InvalidInput,
                $"'{name}' fits more than one task: {string.Join(", ", fitting.Take(MostNamed).SkipLast(fitting.Count > MostNamed ? 0 : 1).Select(task => task.Id))} and {(fitting.Count > MostNamed ? "others" : fitting[^1].Id)}.", "type more of the id, or see delegate list")),
            _ => throw new DelegateException(new(ErrorCodes.TaskNotFound, $"No task has the id '{name}'.", "delegate list")),
        };
    }

    /// <summary><c>--after a,b --after c</c> means three tasks.</summary>
    public static IEnumerable<string> SplitLists(IEnumerable<string> values) =>
        values.SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
