using System.Diagnostics;
using System.Globalization;
using Delegate.Bench.Peers;
using Delegate.Contracts;

namespace Delegate.Bench.Scenarios;

/// <summary>One task after the other, each answered when it is stored; nothing is started meanwhile. Ours crosses a socket and a process, the others are called within theirs.</summary>
internal static class SubmitScenario
{
    private const int Tasks = 100;
    private const string Ms = "0.00";

    public static async Task RunAsync(Ground ground)
    {
        var host = await OurHost.StartAsync(ground, "ours");
        await host.Client.PauseAllAsync(new(Paused: true, "bench"), CancellationToken.None);
        var quartz = await QuartzPeer.StartAsync(ground);
        var autobeat = await (await Autobeat.InstallAsync(ground)).DriveAsync("exit 0", "autobeat");

        var figures = await Measure.InterleavedAsync(ground.Options.Rounds,
        [
            new("Delegate: HTTP over its Unix socket, synced to disk", async () =>
            {
                var took = new double[Tasks];
                for (var i = 0; i < Tasks; i++)
                {
                    var since = Stopwatch.GetTimestamp();
                    await host.SubmitAsync([host.Shell(":")]);
                    took[i] = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
                }
                return Parts(took);
            }),
            new($"{QuartzPeer.Name}: `ScheduleJob` in process, synced to disk", async () => Parts(await quartz.AskAsync($"submit {Tasks} :"))),
            new($"autobeat {Autobeat.Version}: `delegate` in process, not synced", async () => Parts(await autobeat.AskAsync($"submit {Tasks} :"))),
        ], Measure.LongLived);
        Table.Print(["Submit one task", "p50, ms", "", "p99, ms"], figures.Select(each =>
            new[] { each.Name, each.Spread(0, Ms), Table.Ratio(each.Median(0), figures[0].Median(0)), each.Spread(1, Ms) }));
        ground.Verdicts.Add(new(Goals.Submit, Text(figures[0]), Text(figures[1]), figures[0].Median(0) / figures[1].Median(0)));

        static string Text(Figures of) => string.Create(CultureInfo.InvariantCulture, $"{of.Median(0):0.00} ms");
    }

    private static double[] Parts(double[] took) => [Figures.Percentile(took, 0.5), Figures.Percentile(took, 0.99)];
}
