using Delegate.Contracts;

namespace Delegate.Actors.Dag;

/// <summary>What may not be forgotten. Pure.</summary>
internal static class PruneRule
{
    /// <summary>Unfinished tasks, and whatever they refer to: what they wait for or take up, and the line they come from.</summary>
    public static IReadOnlySet<TaskId> Needed(DagState state)
    {
        var needed = new HashSet<TaskId>();
        foreach (var task in state.Open.Values)
        {
            needed.Add(task.Id);
            needed.UnionWith(task.Edges.Select(edge => edge.On));
            needed.UnionWith(task.Spec.ContinueFrom ?? []);
            if (task.Spec.Lineage is { } lineage)
                needed.UnionWith([lineage.Root, lineage.Previous]);
        }
        return needed;
    }
}
