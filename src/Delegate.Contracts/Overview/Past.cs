namespace Delegate.Contracts;

/// <summary>Where everything stood at a moment: computed from the steps, in this one place. Pure.</summary>
public static class Past
{
    /// <summary>The tasks that had been accepted by then, as they stood once everything up to that place in the journal had happened.</summary>
    public static IReadOnlyList<PastState> At(PastView past, long position)
    {
        var states = new List<PastState>(past.Tasks.Count);
        foreach (var task in past.Tasks)
            if (LastUpTo(task.Steps, position) is var last and >= 0)
                states.Add(new(task, task.Steps[last] with { After = AfterAt(task.Steps, last) }));
        return states;
    }

    /// <summary>The last place in the journal that was written by then; 0 when there is none.</summary>
    /// <remarks>A clock may have been set back: what was written later counts as later.</remarks>
    public static long PositionAt(PastView past, DateTimeOffset time)
    {
        var place = 0L;
        foreach (var task in past.Tasks)
            foreach (var step in task.Steps)
                if (step.At <= time && step.Position > place)
                    place = step.Position;
        return place;
    }

    /// <summary>The connections of tasks that are among these states.</summary>
    public static IReadOnlyList<GraphEdge> EdgesOf(IReadOnlyList<PastState> states)
    {
        var shown = states.Select(state => state.Task.Id).ToHashSet();
        return [.. states.SelectMany(state => (state.Step.After ?? [])
            .Where(edge => shown.Contains(edge.Id))
            .Select(edge => new GraphEdge(edge.Id, state.Task.Id, GraphEdgeKind.Dependency, edge.OnFailure, edge.Done))
            .Concat(state.Task.Lineage is { } line && shown.Contains(line.Previous) ? [new(line.Previous, state.Task.Id, GraphEdgeKind.Lineage)] : []))];
    }

    private static int LastUpTo(IReadOnlyList<PastStep> steps, long position)
    {
        var (low, high) = (0, steps.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (steps[middle].Position <= position)
                low = middle + 1;
            else
                high = middle;
        }
        return low - 1;
    }

    private static IReadOnlyList<DependencyView> AfterAt(IReadOnlyList<PastStep> steps, int index)
    {
        while (index > 0 && steps[index].After is null)
            index--;
        return steps[index].After ?? [];
    }
}

/// <summary>One task at one moment.</summary>
/// <param name="Task">Who.</param>
/// <param name="Step">How it stood, its dependencies included.</param>
public sealed record PastState(PastTask Task, PastStep Step);
