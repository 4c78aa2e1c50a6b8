using System.Globalization;
using Delegate.EndToEnd.Specs.Harness;

namespace Delegate.EndToEnd.Specs;

/// <summary>A real host that has worked, and has nothing to do.</summary>
public sealed class RestSpecs
{
    [Fact]
    public async Task A_host_at_rest_gives_its_garbage_back_and_nobody_wakes_it()
    {
        await using var bench = new Bench();
        await bench.Succeeds(await bench.Shell(":"));
        var host = await bench.HostProcess();
        var before = TimerWakes(host.Pid);
        await FolderWatch.UntilAsync(bench.Home.LogsFolder, () => Lines(bench).Any(line => line.Contains("at rest: collected", StringComparison.Ordinal)));
        // Five seconds and more have passed. A wheel that turns ten times a second wakes it fifty times.
        Assert.InRange(TimerWakes(host.Pid) - before, 0, 25);
        await bench.Succeeds(await bench.Shell(":"));
    }

    private static IEnumerable<string> Lines(Bench bench) =>
        Directory.EnumerateFiles(bench.Home.LogsFolder, "*.log").SelectMany(File.ReadAllLines);

    /// <summary>How often the thread was woken that all timers of a .NET process share.</summary>
    private static long TimerWakes(int pid)
    {
        var thread = Directory.EnumerateDirectories($"/proc/{pid}/task").Single(task => File.ReadAllText(Path.Combine(task, "comm")).Trim() == ".NET Timer");
        var line = File.ReadLines(Path.Combine(thread, "status")).Single(line => line.StartsWith("voluntary_ctxt_switches:", StringComparison.Ordinal));
        return long.Parse(line.Split(':')[1], CultureInfo.InvariantCulture);
    }
}
