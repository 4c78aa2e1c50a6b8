using System.Diagnostics;
using System.Globalization;
using Delegate.Bench.Peers;

namespace Delegate.Bench.Scenarios;

/// <summary>Work that is handed over at once: each task is a shell that does nothing. The clock stops when the last one has ended.</summary>
internal static class ThroughputScenario
{
    private const string Nothing = ":";

    public static async Task RunAsync(Ground ground)
    {
        var (tasks, concurrency) = (ground.Options.Tasks, ground.Options.Concurrency);
        var host = await OurHost.StartAsync(ground, "ours");
        var quartz = await QuartzPeer.StartAsync(ground);
        var autobeat = await (await Autobeat.InstallAsync(ground)).DriveAsync("exit 0", "autobeat");
        var xargs = new Command("/bin/sh", ["-c", $"seq {tasks} | xargs -P {concurrency} -n 1 /bin/sh -c {Nothing}"], new Dictionary<string, string?>(), ground.Folder("work"));

        var figures = await Measure.InterleavedAsync(ground.Options.Rounds,
        [
            new("Delegate", () => OursAsync(host, tasks)),
            new(QuartzPeer.Name, async () => Rate(tasks, (await quartz.AskAsync($"throughput {tasks} {Nothing}"))[0])),
            new($"autobeat {Autobeat.Version}", async () => Rate(tasks, (await autobeat.AskAsync($"throughput {tasks} {Nothing}"))[0])),
            new("bare loop of `Process.Start`", () => LoopAsync(tasks, concurrency)),
            new("`xargs -P`", async () => Rate(tasks, (await xargs.RunAsync()).Took.TotalMilliseconds)),
        ], Measure.LongLived);
        Table.Print([$"{tasks} tasks at once, {concurrency} run", "tasks/s", "", "the first time"], figures.Select(each =>
            new[] { each.Name, each.Spread(0, "0"), Table.Ratio(each.Median(0), figures[0].Median(0)), string.Create(CultureInfo.InvariantCulture, $"{each.First[0]:0}") }));
        foreach (var (goal, peer) in new[] { (Goals.ThroughputAutobeat, figures[2]), (Goals.ThroughputQuartz, figures[1]), (Goals.ThroughputLoop, figures[3]) })
            ground.Verdicts.Add(new(goal, Text(figures[0]), Text(peer), figures[0].Median(0) / peer.Median(0)));

        static string Text(Figures of) => string.Create(CultureInfo.InvariantCulture, $"{of.Median(0):0}/s");
    }

    private static async Task<IReadOnlyList<double>> OursAsync(OurHost host, int tasks)
    {
        var since = Stopwatch.GetTimestamp();
        await host.EndOfAsync(await host.SubmitAsync([.. Enumerable.Range(0, tasks).Select(_ => host.Shell(Nothing))]));
        return Rate(tasks, Stopwatch.GetElapsedTime(since).TotalMilliseconds);
    }

    /// <summary>What a program that keeps nothing would do.</summary>
    private static async Task<IReadOnlyList<double>> LoopAsync(int tasks, int concurrency)
    {
        var since = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(0, tasks, new ParallelOptions { MaxDegreeOfParallelism = concurrency }, async (_, cancel) =>
        {
            using var process = Process.Start("/bin/sh", ["-c", Nothing]);
            await process.WaitForExitAsync(cancel);
        });
        return Rate(tasks, Stopwatch.GetElapsedTime(since).TotalMilliseconds);
    }

    private static double[] Rate(int tasks, double milliseconds) => [tasks / milliseconds * 1000];
}
