using Delegate.Contracts;

namespace Delegate.Actors.Projections;

/// <summary>Gathers tasks and what connects them.</summary>
public static class GraphOf
{
    private static readonly TaskPhase[] Open = [.. Enum.GetValues<TaskPhase>().Where(phase => !phase.IsTerminal())];

    /// <summary>A submission, what it depends on, and the lines of its tasks.</summary>
    public static GraphView Submission(TaskQueries queries, string graph)
    {
        var own = queries.Find(queries.OfGraph(graph));
        var lines = own.Where(view => view.Lineage is not null).Select(view => view.Lineage!.Root)
            .Concat(queries.RetriedOf(graph)).Distinct().SelectMany(queries.LineOf);
        return Connect(queries, own, queries.Find([.. lines.Concat(own.SelectMany(view => view.After.Select(edge => edge.Id)))]));
    }

    /// <summary>Everything unfinished, and what it depends on.</summary>
    public static GraphView Unfinished(TaskQueries queries)
    {
        var filter = new TaskFilter(Open, GraphQuery.Most) { OldestFirst = true };
        var own = queries.List(filter).Tasks;
        return Connect(queries, own, queries.Find([.. own.SelectMany(view => view.After.Select(edge => edge.Id))]));
    }

    private static GraphView Connect(TaskQueries queries, IReadOnlyList<TaskView> own, IReadOnlyList<TaskView> others)
    {
        var all = own.Concat(others).DistinctBy(view => view.Id).ToList();
        var tasks = all.Take(GraphQuery.Most).ToList();
        var place = queries.PlacesOf([.. tasks.Select(view => view.Id)]);
        var shown = place.Keys.ToHashSet();
        var edges = tasks.SelectMany(view => view.After
            .Where(edge => shown.Contains(edge.Id))
            .Select(edge => new GraphEdge(edge.Id, view.Id, GraphEdgeKind.Dependency, edge.OnFailure, edge.Done))
            .Concat(view.Lineage is { } line && shown.Contains(line.Previous) ? [new(line.Previous, view.Id, GraphEdgeKind.Lineage)] : []));
        return new([.. tasks.Where(view => shown.Contains(view.Id)).OrderBy(view => place[view.Id])], [.. edges], all.Count - tasks.Count);
    }
}
