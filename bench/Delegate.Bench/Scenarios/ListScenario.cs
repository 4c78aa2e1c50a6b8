using System.Diagnostics;
using System.Globalization;
using Delegate.Bench.Peers;
using Delegate.Contracts;

namespace Delegate.Bench.Scenarios;

/// <summary>Does what is finished make looking slower? One warm client of each host, one question after the other.</summary>
internal static class ListScenario
{
    private const int Questions = 200;
    private const string Ms = "0.00";

    public static async Task RunAsync(Ground ground)
    {
        var (large, small) = (ground.Options.Large(100_000), 1_000);
        var subjects = new List<Subject>();
        foreach (var size in new[] { small, large })
        {
            var host = await OurHost.StartAsync(ground, await ground.Seeds.OfAsync(ground, size));
            var known = (await host.Client.ListTasksAsync(TaskFilter.All with { Limit = 1_000 }, CancellationToken.None)).Tasks;
            subjects.Add(new($"{size:N0} finished tasks", async () =>
            [
                await MedianAsync(async _ => await host.Client.ListTasksAsync(TaskFilter.All, CancellationToken.None)),
                await MedianAsync(async i => await host.Client.GetTaskAsync(known[(i * 7919) % known.Count].Id, CancellationToken.None)),
            ]));
        }
        var figures = await Measure.InterleavedAsync(ground.Options.Rounds, subjects);
        Table.Print(["", "list of the newest 100, p50, ms", "", "status of one, p50, ms", ""], figures.Select(each => new[]
        {
            each.Name, each.Spread(0, Ms), Table.Ratio(each.Median(0), figures[0].Median(0)), each.Spread(1, Ms), Table.Ratio(each.Median(1), figures[0].Median(1)),
        }));
        foreach (var (goal, quantity) in new[] { (Goals.List, 0), (Goals.Status, 1) })
            ground.Verdicts.Add(new(goal, Text(figures[1], quantity), Text(figures[0], quantity), figures[1].Median(quantity) / figures[0].Median(quantity)));

        static string Text(Figures of, int quantity) => string.Create(CultureInfo.InvariantCulture, $"{of.Median(quantity):0.00} ms");
    }

    private static async Task<double> MedianAsync(Func<int, Task> askAsync)
    {
        var took = new double[Questions];
        for (var i = 0; i < Questions; i++)
        {
            var since = Stopwatch.GetTimestamp();
            await askAsync(i);
            took[i] = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
        }
        return Figures.Percentile(took, 0.5);
    }
}
