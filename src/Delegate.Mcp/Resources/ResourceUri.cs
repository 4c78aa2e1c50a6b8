using Delegate.Contracts;

namespace Delegate.Mcp;

/// <summary>What a resource is of.</summary>
internal enum ResourceKind
{
    Task,
    Output,
    History,
    Graph,
    Schedule,
}

/// <summary>The name of a resource: <c>delegate://tasks/task-…/output</c> and its like.</summary>
internal sealed record ResourceUri(ResourceKind Kind, string Id)
{
    private const string Scheme = "delegate://";

    /// <summary>All forms there are, with a placeholder for the id.</summary>
    public static IReadOnlyList<(ResourceKind Kind, string Form)> Templates { get; } =
    [
        (ResourceKind.Task, $"{Scheme}tasks/{{id}}"),
        (ResourceKind.Output, $"{Scheme}tasks/{{id}}/output"),
        (ResourceKind.History, $"{Scheme}tasks/{{id}}/history"),
        (ResourceKind.Graph, $"{Scheme}graphs/{{id}}"),
        (ResourceKind.Schedule, $"{Scheme}schedules/{{id}}"),
    ];

    public static string Task(TaskId id) => new ResourceUri(ResourceKind.Task, id.Value).ToString();

    public static string Output(TaskId id) => new ResourceUri(ResourceKind.Output, id.Value).ToString();

    public static string Graph(string id) => new ResourceUri(ResourceKind.Graph, id).ToString();

    public static string Schedule(ScheduleId id) => new ResourceUri(ResourceKind.Schedule, id.Value).ToString();

    /// <summary>Reads one; null when it is none of ours.</summary>
    public static ResourceUri? TryParse(string? uri)
    {
        foreach (var (kind, form) in Templates)
        {
            var (before, after) = (form[..form.IndexOf('{', StringComparison.Ordinal)], form[(form.IndexOf('}', StringComparison.Ordinal) + 1)..]);
            if (uri is null || uri.Length <= before.Length + after.Length || !uri.StartsWith(before, StringComparison.Ordinal) || !uri.EndsWith(after, StringComparison.Ordinal))
                continue;
            var id = uri[before.Length..^after.Length];
            if (Fits(kind, id))
                return new(kind, id);
        }
        return null;
    }

    public override string ToString() => Templates.Single(template => template.Kind == Kind).Form.Replace("{id}", Id, StringComparison.Ordinal);

    private static bool Fits(ResourceKind kind, string id) => kind switch
    {
        ResourceKind.Graph => !id.Contains('/', StringComparison.Ordinal),
        ResourceKind.Schedule => ScheduleId.TryParse(id, out _),
        _ => TaskId.TryParse(id, out _),
    };
}
