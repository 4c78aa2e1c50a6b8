using System.Globalization;
using Delegate.Bench.Peers;

namespace Delegate.Bench.Scenarios;

/// <summary>From the start of the host's process to its first answer, which counts the tasks.</summary>
internal static class HostStartScenario
{
    public static async Task RunAsync(Ground ground)
    {
        var (finished, unfinished) = (ground.Options.Large(100_000), ground.Options.Large(1_000));
        var empty = await OurHost.StartAsync(ground, "empty");
        await empty.StopAsync();
        var full = await OurHost.StartAsync(ground, await ground.Seeds.OfAsync(ground, finished));
        await full.Client.PauseAllAsync(new(Paused: true, "bench"), CancellationToken.None);
        var waiting = await full.Client.GetHostAsync(CancellationToken.None);
        if (waiting.Counts["succeeded"] == waiting.Counts.Values.Sum()) // unless an earlier scenario of this run has left them
            await full.SubmitAsync(GraphScenario.GraphOf(full, unfinished));
        await full.StopAsync();

        var figures = await Measure.InterleavedAsync(ground.Options.Rounds,
        [
            new("an empty folder", () => StartAsync(empty)),
            new($"{finished:N0} finished tasks and {unfinished:N0} that wait", () => StartAsync(full)),
        ]);
        Table.Print(["Start of the host to its first answer", "ms", ""], figures.Select(each => new[] { each.Name, each.Spread(0, "0"), Table.Ratio(each.Median(0), figures[0].Median(0)) }));
        ground.Verdicts.Add(new(Goals.HostStart, Text(figures[1]), Text(figures[0]), figures[1].Median(0) / figures[0].Median(0)));

        static string Text(Figures of) => string.Create(CultureInfo.InvariantCulture, $"{of.Median(0):0} ms");
    }

    private static async Task<IReadOnlyList<double>> StartAsync(OurHost host)
    {
        var took = await host.StartAsync();
        await host.StopAsync();
        return [took.TotalMilliseconds];
    }
}
