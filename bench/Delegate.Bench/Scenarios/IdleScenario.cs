using System.Globalization;
using Delegate.Bench.Peers;

namespace Delegate.Bench.Scenarios;

/// <summary>What a host costs that has nothing to do.</summary>
internal static class IdleScenario
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10); // whatever it does after its start is done by then
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(20);

    public static async Task RunAsync(Ground ground)
    {
        var host = await OurHost.StartAsync(ground, "ours");
        var autobeat = (await Autobeat.InstallAsync(ground)).Command("mcp", "start").Start();
        ground.AtEnd(async () =>
        {
            autobeat.Kill(entireProcessTree: true);
            await autobeat.WaitForExitAsync();
        });
        _ = autobeat.StandardError.ReadToEndAsync();
        await host.EndOfAsync(await host.SubmitAsync([host.Shell(":")])); // one that has worked, as every host has
        await Task.Delay(Rest);

        // Both at the same time: neither does anything.
        var values = (Ours: new List<double>(), Theirs: new List<double>());
        for (var round = 0; round < ground.Options.Rounds; round++)
        {
            var (ours, theirs) = (ProcessorTime.Of(host.Pid), ProcessorTime.Of(autobeat.Id));
            await Task.Delay(Window);
            values.Ours.Add((ProcessorTime.Of(host.Pid) - ours) / Window * 100);
            values.Theirs.Add((ProcessorTime.Of(autobeat.Id) - theirs) / Window * 100);
        }
        Figures[] figures = [new("Delegate's host", [values.Ours], []), new($"autobeat {Autobeat.Version} `mcp start`, one for each session", [values.Theirs], [])];
        Table.Print([$"Idle for {Window.TotalSeconds:0} s", "% of a core"], figures.Select(each => new[] { each.Name, each.Spread(0, "0.00") }));
        ground.Verdicts.Add(new(Goals.Idle, string.Create(CultureInfo.InvariantCulture, $"{figures[0].Median(0):0.00} %"), null, figures[0].Median(0)));
    }
}
