using System.Diagnostics;
using System.Globalization;
using Delegate.Bench.Peers;
using Delegate.Contracts;

namespace Delegate.Bench.Scenarios;

/// <summary>Does a task of a large graph cost more than one of a small one? Everything is held, so nothing but the graph is at work.</summary>
internal static class GraphScenario
{
    private const int Width = 100; // tasks of one layer; each waits for two of the layer before
    private const int Additions = 50;
    private const int MostHeld = 90_000; // a host refuses more than 100,000 unfinished tasks

    public static async Task RunAsync(Ground ground)
    {
        var (large, small) = (ground.Options.Large(10_000), ground.Options.Large(1_000));
        await SubmitAsync(ground, large, small);
        await AddAsync(ground, large, small);
    }

    private static async Task SubmitAsync(Ground ground, int large, int small)
    {
        var (host, held) = (await HeldAsync(ground, "submit"), 0);
        var figures = await Measure.InterleavedAsync(ground.Options.Rounds, [Whole(small), Whole(large)]);
        Table.Print(["Submit a graph to the answer", "ms", "µs a task"], figures.Select(each => new[] { each.Name, each.Spread(0, "0"), each.Spread(1, "0") }));
        ground.Verdicts.Add(new(Goals.Graph, Text(figures[1].Median(0), "ms"), null, figures[1].Median(0)));
        ground.Verdicts.Add(new(Goals.GraphCost, Text(figures[1].Median(1), "µs"), Text(figures[0].Median(1), "µs"), figures[1].Median(1) / figures[0].Median(1)));

        Subject Whole(int size) => new($"{size:N0} tasks, two dependencies each", async () =>
        {
            if (held + size > MostHeld)
            {
                await host.StopAsync();
                (host, held) = (await HeldAsync(ground, $"submit-{Guid.NewGuid():N}"[..12]), large + small);
                await host.SubmitAsync(GraphOf(host, small)); // the new one is to be as warm as the old
                await host.SubmitAsync(GraphOf(host, large));
            }
            held += size;
            var tasks = GraphOf(host, size);
            var since = Stopwatch.GetTimestamp();
            await host.SubmitAsync(tasks);
            var took = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
            return [took, took * 1000 / size];
        });
    }

    private static async Task AddAsync(Ground ground, int large, int small)
    {
        var figures = await Measure.InterleavedAsync(ground.Options.Rounds, [await ToAsync(small), await ToAsync(large)]);
        Table.Print(["Add a task with two dependencies", "p50, ms", "", "p99, ms"], figures.Select(each =>
            new[] { each.Name, each.Spread(0, "0.00"), Table.Ratio(each.Median(0), figures[0].Median(0)), each.Spread(1, "0.00") }));
        ground.Verdicts.Add(new(Goals.GraphAdd, Text(figures[1].Median(0), "ms"), Text(figures[0].Median(0), "ms"), figures[1].Median(0) / figures[0].Median(0)));

        async Task<Subject> ToAsync(int size)
        {
            var host = await HeldAsync(ground, $"add-{size}");
            var known = (await host.SubmitAsync(GraphOf(host, size))).Tasks;
            return new($"to {size:N0} unfinished ones", async () =>
            {
                var took = new double[Additions];
                for (var i = 0; i < Additions; i++)
                {
                    var (first, second) = (known[(i * 7919) % size].Id, known[(i * 104_729 + 1) % size].Id);
                    TaskRequest[] one = [host.Shell(":") with { After = first == second ? [new(first.Value)] : [new(first.Value), new(second.Value)] }];
                    var since = Stopwatch.GetTimestamp();
                    await host.SubmitAsync(one);
                    took[i] = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
                }
                return [Figures.Percentile(took, 0.5), Figures.Percentile(took, 0.99)];
            });
        }
    }

    public static IReadOnlyList<TaskRequest> GraphOf(OurHost host, int size) =>
    [
        .. Enumerable.Range(0, size).Select(i => host.Shell(":") with
        {
            Key = $"t{i}",
            After = i < Width ? [] : [new($"t{i - Width}"), new($"t{i - Width + (i % Width == Width - 1 ? -1 : 1)}")],
        }),
    ];

    public static async Task<OurHost> HeldAsync(Ground ground, string name)
    {
        var host = await OurHost.StartAsync(ground, name);
        await host.Client.PauseAllAsync(new(Paused: true, "bench"), CancellationToken.None);
        return host;
    }

    private static string Text(double value, string unit) => string.Create(CultureInfo.InvariantCulture, $"{value:0.##} {unit}");
}
