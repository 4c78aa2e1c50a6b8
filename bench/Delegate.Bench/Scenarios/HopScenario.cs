using System.Diagnostics;
using System.Globalization;
using Delegate.Bench.Peers;
using Delegate.Contracts;

namespace Delegate.Bench.Scenarios;

/// <summary>A chain, one task after the other: from the last instruction of a parent to the first one of its child, by the tasks' own clock.</summary>
internal static class HopScenario
{
    private const int Tasks = 101; // a hundred gaps, so that the 99th percentile is not simply the worst
    private const string Ms = "0.00";

    public static async Task RunAsync(Ground ground)
    {
        var host = await OurHost.StartAsync(ground, "ours");
        var quartz = await QuartzPeer.StartAsync(ground);
        var (ofOurs, ofQuartz, ofAutobeat, ofLoop) = (await Stamp.CompileAsync(ground, "ours"), await Stamp.CompileAsync(ground, "quartz"),
            await Stamp.CompileAsync(ground, "autobeat"), await Stamp.CompileAsync(ground, "loop"));
        var autobeat = await (await Autobeat.InstallAsync(ground)).DriveAsync(ofAutobeat.Command, "autobeat");

        var figures = await Measure.InterleavedAsync(ground.Options.Rounds,
        [
            new("Delegate", async () =>
            {
                await host.EndOfAsync(await host.SubmitAsync(
                    [.. Enumerable.Range(0, Tasks).Select(i => host.Shell(ofOurs.Command) with { Key = $"t{i}", After = i == 0 ? [] : [new DependencyRequest($"t{i - 1}")] })]));
                return Parts(ofOurs);
            }),
            new($"{QuartzPeer.Name}, its `JobChainingJobListener`", async () =>
            {
                await quartz.AskAsync($"chain {Tasks} {ofQuartz.Command}");
                return Parts(ofQuartz);
            }),
            new($"autobeat {Autobeat.Version}, `dependsOn`", async () =>
            {
                await autobeat.AskAsync($"chain {Tasks} stamp");
                return Parts(ofAutobeat);
            }),
            new("bare loop of `Process.Start`", async () =>
            {
                for (var i = 0; i < Tasks; i++)
                {
                    using var process = Process.Start("/bin/sh", ["-c", ofLoop.Command]);
                    await process.WaitForExitAsync();
                }
                return Parts(ofLoop);
            }),
        ], Measure.LongLived);
        Table.Print([$"Parent's end to child's start, chain of {Tasks}", "p50, ms", "", "p99, ms"], figures.Select(each =>
            new[] { each.Name, each.Spread(0, Ms), Table.Ratio(each.Median(0), figures[0].Median(0)), each.Spread(1, Ms) }));
        var (ours, theirs) = (figures[0], figures[2]);
        ground.Verdicts.Add(new(Goals.Hop, Text(ours.Median(0)), Text(theirs.Median(0)), ours.Median(0) / theirs.Median(0)));
        ground.Verdicts.Add(new(Goals.HopTail, Text(ours.Median(1)), Text(ours.Median(0)), ours.Median(1) / ours.Median(0)));

        static string Text(double milliseconds) => string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0.00} ms");
    }

    private static double[] Parts(Stamp stamp)
    {
        var gaps = stamp.Gaps(Tasks);
        return [Figures.Percentile(gaps, 0.5), Figures.Percentile(gaps, 0.99)];
    }
}
