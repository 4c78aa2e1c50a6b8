using System.Globalization;
using Delegate.Bench.Peers;

namespace Delegate.Bench.Scenarios;

/// <summary>What a session of Claude Code pays for having the tools, and what a person waits for a list.</summary>
internal static class StartScenario
{
    private const string Ms = "0.0";

    public static async Task RunAsync(Ground ground)
    {
        var ours = new Ours(ground);
        var autobeat = await Autobeat.InstallAsync(ground);
        var sdk = SdkServer.Command(ground);
        var host = await ours.StartHostAsync();

        var servers = await Measure.InterleavedAsync(ground.Options.Rounds,
        [
            new("`delegate mcp` (native, its host runs)", () => McpTalk.StartAsync(ours.Command("mcp"))),
            new("the C# SDK's least server (JIT)", () => McpTalk.StartAsync(sdk)),
            new($"autobeat {Autobeat.Version} `mcp start`", () => McpTalk.StartAsync(autobeat.Command("mcp", "start"))),
        ]);
        ground.Verdicts.Add(new(Goals.McpMemory, Text(servers[0].Median(2), "MiB"), Text(servers[2].Median(2), "MiB"), servers[0].Median(2) / servers[2].Median(2)));
        var (resident, proportional) = ProcessMemory.Of(host);
        Table.Print(["MCP server on stdio", "start to answer of `tools/list`, ms", "", "at rest RSS, MiB", "", "at rest PSS, MiB", ""], servers.Select(server => new[]
        {
            server.Name,
            server.Spread(0, Ms), Table.Ratio(server.Median(0), servers[0].Median(0)),
            server.Spread(1, Ms), Table.Ratio(server.Median(1), servers[0].Median(1)),
            server.Spread(2, Ms), Table.Ratio(server.Median(2), servers[0].Median(2)),
        }));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"The host, one for all sessions and folders, beside it: {resident:0} MiB RSS, {proportional:0} MiB PSS.\n"));

        var lists = await Measure.InterleavedAsync(ground.Options.Rounds,
        [
            new("`delegate list` (native, its host runs)", TimeAsync(ours.Command("list"))),
            new($"autobeat {Autobeat.Version} `list`", TimeAsync(autobeat.Command("list"))),
        ]);
        Table.Print(["Cold list", "ms", ""], lists.Select(list => new[] { list.Name, list.Spread(0, Ms), Table.Ratio(list.Median(0), lists[0].Median(0)) }));
        ground.Verdicts.Add(new(Goals.ColdList, Text(lists[0].Median(0), "ms"), Text(lists[1].Median(0), "ms"), lists[0].Median(0) / lists[1].Median(0)));

        var starts = await Measure.InterleavedAsync(ground.Options.Rounds,
        [
            new("`delegate list` that has to start the host", async () =>
            {
                await ours.StopHostAsync();
                return [(await ours.Command("list").RunAsync()).Took.TotalMilliseconds];
            }),
        ]);
        Table.Print(["Once after a login", "ms"], starts.Select(start => new[] { start.Name, start.Spread(0, Ms) }));
    }

    private static string Text(double value, string unit) => string.Create(CultureInfo.InvariantCulture, $"{value:0.0} {unit}");

    private static Func<Task<IReadOnlyList<double>>> TimeAsync(Command command) => async () => [(await command.RunAsync()).Took.TotalMilliseconds];
}
