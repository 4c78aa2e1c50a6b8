using Delegate.Actors.Dag;
using Delegate.Actors.Tasks;
using Delegate.Contracts;

namespace Delegate.Actors.Projections;

/// <summary>
/// The states that tasks have been in, from the journal: by the very code that makes the present, over tables in memory.
/// What was shown then and what is shown of it now can therefore not differ.
/// </summary>
public sealed class PastReader(DelegateHome home, TaskQueries queries)
{
    /// <summary>The states of these tasks, one after the other.</summary>
    public IReadOnlyList<PastTask> Read(IReadOnlyList<TaskId> tasks)
    {
        var positions = queries.PositionsOf(tasks);
        var wanted = tasks.ToHashSet();
        var (first, steps) = (new Dictionary<TaskId, TaskView>(), new Dictionary<TaskId, List<PastStep>>());
        if (positions.Count > 0)
        {
            using var tables = ReadModel.OpenInMemory();
            using var writer = new ReadModelWriter(tables);
            foreach (var (ordering, happened, _) in JournalReader.At(home, positions))
                foreach (var change in writer.Write([new(ordering, happened)]))
                    if (wanted.Contains(change.View.Id))
                        Take(change, TimeOf(happened), first, steps);
        }
        return [.. tasks.Where(first.ContainsKey).Select(id => Of(first[id], steps[id]))];
    }

    private static void Take(TaskChange change, DateTimeOffset? at, Dictionary<TaskId, TaskView> first, Dictionary<TaskId, List<PastStep>> steps)
    {
        var id = change.View.Id;
        if (first.TryAdd(id, change.View))
            steps[id] = [];
        var known = steps[id];
        var step = PastStep.Of(change.Cursor, at ?? (known.Count > 0 ? known[^1].At : change.View.CreatedAt), change.View);
        if (known.Count == 0 || !step.ShowsTheSameAs(known[^1]))
            known.Add(step);
    }

    private static PastTask Of(TaskView view, List<PastStep> steps)
    {
        for (var i = steps.Count - 1; i > 0; i--)
            if ((steps[i].After ?? []).SequenceEqual(steps[i - 1].After ?? []))
                steps[i] = steps[i] with { After = null }; // said once, not in every step
        return new(view.Id, view.GraphId, view.Key, view.Agent, view.Summary, view.Priority, view.Queue, view.Lineage, steps);
    }

    private static DateTimeOffset? TimeOf(object happened) => happened switch
    {
        DagProtocol.IEvent e => e.At,
        TaskProtocol.IEvent e => e.At,
        _ => null,
    };
}
