using System.Globalization;
using Delegate.Bench.Peers;
using Delegate.Contracts;

namespace Delegate.Bench.Scenarios;

/// <summary>What the host holds: at rest, and for each task more. Growth is taken between two full collections, after as many tasks have come and gone.</summary>
internal static class MemoryScenario
{
    private const int AgentCount = 50;
    private const int Graph = 1_000;
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(Ground ground)
    {
        var waiting = ground.Options.Large(10_000);
        var autobeat = await Autobeat.InstallAsync(ground);
        var round = 0;
        var idle = await Measure.InterleavedAsync(ground.Options.Rounds,
        [
            new("Delegate's host, one for all sessions", async () =>
            {
                var host = await OurHost.StartAsync(ground, $"idle-{round++}");
                await host.EndOfAsync(await host.SubmitAsync([host.Shell(":")]));
                await Task.Delay(Rest);
                var (resident, proportional) = ProcessMemory.OfOne(host.Pid);
                await host.StopAsync();
                return [resident, proportional];
            }),
            new($"autobeat {Autobeat.Version} `mcp start`, one for each session", async () => [.. (await McpTalk.StartAsync(autobeat.Command("mcp", "start"))).Skip(1)]),
        ]);
        Table.Print(["At rest", "RSS, MiB", "PSS, MiB", ""], idle.Select(each => new[] { each.Name, each.Spread(0, "0"), each.Spread(1, "0"), Table.Ratio(each.Median(1), idle[0].Median(1)) }));
        ground.Verdicts.Add(new(Goals.HostMemory, Text(idle[0].Median(1), "MiB"), Text(idle[1].Median(1), "MiB"), idle[0].Median(1) / idle[1].Median(1)));

        var growth = await Measure.InterleavedAsync(ground.Options.Rounds,
        [
            new($"KiB for each running task ({AgentCount} of them)", async () => Parts(await RunningAsync(await OurHost.StartAsync(ground, $"running-{round++}", slots: AgentCount)))),
            new($"KiB for each waiting task ({waiting:N0} of them)", async () => Parts(await WaitingAsync(await GraphScenario.HeldAsync(ground, $"waiting-{round++}"), waiting))),
        ]);
        Table.Print(["The host holds more", "live objects", "all its pages (PSS)"], growth.Select(each => new[] { each.Name, each.Spread(0, "0.0"), each.Spread(1, "0.0") }));
        ground.Verdicts.Add(new(Goals.RunningMemory, Text(growth[0].Median(1) / 1024, "MiB"), null, growth[0].Median(1) / 1024));
        ground.Verdicts.Add(new(Goals.WaitingMemory, Text(growth[1].Median(0), "KiB"), null, growth[1].Median(0)));

        static string Text(double value, string unit) => string.Create(CultureInfo.InvariantCulture, $"{value:0.00} {unit}");
    }

    private static async Task<Held> RunningAsync(OurHost host)
    {
        await host.EndOfAsync(await RunAsync(host, ":"));
        var before = await Collection.OfAsync(host.Pid);
        var agents = (await RunAsync(host, "exec sleep 600")).Tasks.Select(task => task.Id).ToList();
        await Running.AllAsync(host, agents, view => view.Phase == TaskPhase.Running && view.Pid is not null);
        var after = await Collection.OfAsync(host.Pid);
        foreach (var agent in agents)
            await host.Client.CancelTaskAsync(agent, new("measured", "bench"), CancellationToken.None);
        await Running.AllAsync(host, agents, view => view.Phase.IsTerminal());
        await host.StopAsync();
        return (after - before) * (1.0 / AgentCount);
    }

    private static async Task<Held> WaitingAsync(OurHost host, int tasks)
    {
        await host.SubmitAsync(GraphScenario.GraphOf(host, Graph));
        var before = await Collection.OfAsync(host.Pid);
        for (var i = 0; i < tasks; i += Graph)
            await host.SubmitAsync(GraphScenario.GraphOf(host, Math.Min(Graph, tasks - i)));
        var after = await Collection.OfAsync(host.Pid);
        await host.StopAsync();
        return (after - before) * (1.0 / tasks);
    }

    private static double[] Parts(Held each) => [each.Live * 1024, each.Proportional * 1024];

    private static Task<SubmitReply> RunAsync(OurHost host, string command) => host.SubmitAsync([.. Enumerable.Range(0, AgentCount).Select(_ => host.Shell(command))]);
}
