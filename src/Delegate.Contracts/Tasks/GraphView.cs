using System.Text.Json.Serialization;

namespace Delegate.Contracts;

/// <summary>Tasks, and what connects them.</summary>
/// <param name="Tasks">In order of acceptance.</param>
/// <param name="Edges">Between tasks of the list only.</param>
/// <param name="Left">Tasks that did not fit.</param>
public sealed record GraphView(IReadOnlyList<TaskView> Tasks, IReadOnlyList<GraphEdge> Edges, long Left = 0);

/// <summary>One connection: <paramref name="To"/> comes after <paramref name="From"/>.</summary>
/// <param name="From">The task waited for, or the one that was retried or resumed.</param>
/// <param name="To">The task that waits, or the new one.</param>
/// <param name="Kind">A dependency, or a step of a line.</param>
/// <param name="OnFailure">Of a dependency: what happens if it does not succeed.</param>
/// <param name="Done">True once it no longer holds anything back.</param>
public sealed record GraphEdge(TaskId From, TaskId To, GraphEdgeKind Kind, DependencyPolicy? OnFailure = null, bool Done = false);

/// <summary>What connects two tasks.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GraphEdgeKind>))]
public enum GraphEdgeKind
{
    /// <summary>One waits for the other.</summary>
    [JsonStringEnumMemberName("dependency")] Dependency,

    /// <summary>One is the other's retry or resume.</summary>
    [JsonStringEnumMemberName("lineage")] Lineage,
}

/// <summary>Which tasks; with neither, everything unfinished.</summary>
/// <param name="Task">Its submission, what that depends on, and their retries and resumes.</param>
/// <param name="Graph">That submission, likewise.</param>
public sealed record GraphQuery(TaskId? Task = null, string? Graph = null)
{
    /// <summary>Tasks in one answer.</summary>
    public const int Most = 10_000;
}
