using Delegate.Contracts;

namespace Delegate.Host.Flows;

/// <summary>Holds the <c>needs</c> of a file's tasks together. Iterative: a chain of 10,000 must not need a deep stack.</summary>
internal static class FlowGraph
{
    public static void Check(IReadOnlyList<FlowTask> tasks, FlowProblems problems)
    {
        var byName = tasks.ToDictionary(task => task.Name);
        foreach (var task in tasks)
            CheckNeeds(task, byName, problems);
        if (FindCycle(tasks, byName) is { } cycle)
            problems.Add(cycle[0].At, $"The tasks need each other in a circle: {string.Join(" -> ", cycle.Select(step => step.Name))} -> {cycle[0].Name}.",
                ErrorCodes.DependencyCycle);
    }

    private static void CheckNeeds(FlowTask task, Dictionary<string, FlowTask> byName, FlowProblems problems)
    {
        foreach (var twice in Twice(task.Needs))
            problems.Add(twice.At, $"Task '{task.Name}' needs '{twice.On}' twice.", ErrorCodes.DuplicateDependency);
        foreach (var twice in Twice(task.ContinueFrom))
            problems.Add(twice.At, $"Task '{task.Name}' continues from '{twice.On}' twice.", ErrorCodes.DuplicateDependency);
        foreach (var need in task.WaitsFor)
        {
            if (!byName.ContainsKey(need.On) && !TaskId.TryParse(need.On, out _))
                problems.Add(need.At, $"Task '{task.Name}' needs '{need.On}', which is neither in this file nor a task id{DidYouMean.Tail(need.On, byName.Keys)}",
                    ErrorCodes.DependencyNotFound);
        }
    }

    private static IEnumerable<FlowNeed> Twice(IReadOnlyList<FlowNeed> needs) => needs.GroupBy(need => need.On).SelectMany(same => same.Skip(1));

    /// <summary>Takes away what needs nothing any more; from what is left, following the needs must come round.</summary>
    private static List<(string Name, Mark At)>? FindCycle(IReadOnlyList<FlowTask> tasks, Dictionary<string, FlowTask> byName)
    {
        var open = tasks.ToDictionary(task => task.Name, task => task.WaitsFor.Select(need => need.On).Where(byName.ContainsKey).Distinct().Count());
        var neededBy = tasks.SelectMany(task => task.WaitsFor.Select(need => need.On).Distinct(), (task, on) => (on, task.Name)).ToLookup(edge => edge.on, edge => edge.Name);
        var ready = new Queue<string>(open.Where(task => task.Value == 0).Select(task => task.Key));
        while (ready.TryDequeue(out var done))
        {
            open.Remove(done);
            foreach (var waiting in neededBy[done])
                if (--open[waiting] == 0)
                    ready.Enqueue(waiting);
        }
        return open.Count == 0 ? null : Follow(tasks.First(task => open.ContainsKey(task.Name)), byName, open);
    }

    private static List<(string Name, Mark At)> Follow(FlowTask from, Dictionary<string, FlowTask> byName, Dictionary<string, int> open)
    {
        var path = new List<(string Name, Mark At)>();
        var visited = new Dictionary<string, int>();
        for (var task = from; visited.TryAdd(task.Name, path.Count);)
        {
            var need = task.WaitsFor.First(need => open.ContainsKey(need.On));
            path.Add((task.Name, need.At));
            task = byName[need.On];
            if (visited.TryGetValue(task.Name, out var start))
                return path[start..];
        }
        throw new InvalidOperationException("No way round: the counts are wrong.");
    }
}
