using System.Globalization;

namespace Delegate.Bench;

/// <summary>What a process and its descendants hold, as the kernel counts it.</summary>
internal static class ProcessMemory
{
    /// <summary>Resident, and proportional (pages that others share count in part), in MiB.</summary>
    public static (double Resident, double Proportional) Of(int pid) => Sum(Tree(pid));

    /// <summary>Of the process alone.</summary>
    public static (double Resident, double Proportional) OfOne(int pid) => Sum([pid]);

    private static (double Resident, double Proportional) Sum(IEnumerable<int> pids)
    {
        var (resident, proportional) = (0.0, 0.0);
        foreach (var each in pids)
        {
            var lines = File.ReadAllLines($"/proc/{each}/smaps_rollup");
            resident += Field(lines, "Rss:");
            proportional += Field(lines, "Pss:");
        }
        return (resident / 1024, proportional / 1024);
    }

    private static double Field(string[] lines, string name) => double.Parse(
        lines.First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    private static IEnumerable<int> Tree(int pid) => Directory.EnumerateDirectories($"/proc/{pid}/task")
        .SelectMany(thread => File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .SelectMany(child => Tree(int.Parse(child, CultureInfo.InvariantCulture)))
        .Prepend(pid);
}
