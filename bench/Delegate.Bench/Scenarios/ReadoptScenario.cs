using System.Diagnostics;
using System.Globalization;
using Delegate.Bench.Peers;
using Delegate.Contracts;

namespace Delegate.Bench.Scenarios;

/// <summary>A host with running agents is killed; the next one takes them all back. From the start of its process to the journaled adoption of the last.</summary>
internal static class ReadoptScenario
{
    private const int AgentCount = 50;

    public static async Task RunAsync(Ground ground)
    {
        var host = await OurHost.StartAsync(ground, "ours", slots: AgentCount);
        var ids = (await host.SubmitAsync([.. Enumerable.Range(0, AgentCount).Select(_ => host.Shell("exec sleep 1800"))])).Tasks.Select(task => task.Id).ToList();
        await Running.AllAsync(host, ids, view => view.Phase == TaskPhase.Running && view.Pid is not null);
        var pids = await PidsAsync(host, ids);
        var round = 0;
        var figures = await Measure.InterleavedAsync(ground.Options.Rounds,
        [
            new($"{AgentCount} agents, all adopted", async () =>
            {
                round++;
                await host.KillAsync();
                var since = Stopwatch.GetTimestamp();
                var serves = await host.StartAsync();
                await Running.AllAsync(host, ids, view => view.Phase == TaskPhase.Running && view.Adoptions >= round);
                var took = Stopwatch.GetElapsedTime(since);
                if (!pids.SequenceEqual(await PidsAsync(host, ids)))
                    throw new BenchException("Agents were started anew instead of adopted.");
                return [took.TotalMilliseconds, serves.TotalMilliseconds];
            }),
        ]);
        Table.Print(["After kill -9 of the host, from the start of the next", "ms", "of these until it serves, ms"], figures.Select(each => new[] { each.Name, each.Spread(0, "0"), each.Spread(1, "0") }));
        ground.Verdicts.Add(new(Goals.Readopt, string.Create(CultureInfo.InvariantCulture, $"{figures[0].Median(0):0} ms"), null, figures[0].Median(0)));
    }

    private static async Task<IReadOnlyList<int?>> PidsAsync(OurHost host, IReadOnlyList<TaskId> ids)
    {
        var pids = new List<int?>();
        foreach (var id in ids)
            pids.Add((await host.Client.GetTaskAsync(id, CancellationToken.None)).Pid);
        return pids;
    }
}

/// <summary>Waits for what the host says of tasks.</summary>
internal static class Running
{
    /// <summary>Until all of them are, or have been since the question, as wanted.</summary>
    public static async Task AllAsync(OurHost host, IReadOnlyList<TaskId> ids, Func<TaskView, bool> wanted)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var left = ids.ToHashSet();
        await foreach (var view in host.Client.WatchTasksAsync(ids, limit.Token))
            if (wanted(view) && left.Remove(view.Id) && left.Count == 0)
                return;
        throw new BenchException($"{left.Count} of {ids.Count} tasks are not as wanted.");
    }
}
