using System.Globalization;
using Delegate.Contracts;

namespace Delegate.EndToEnd.Specs.Harness;

/// <summary>Processes of a bench: known by the data folder in their environment, which no other bench has.</summary>
public static class Leftovers
{
    public static IReadOnlyList<Identity> Of(Bench bench)
    {
        var mark = $"{DelegateHome.Variable}={bench.Folder}/"; // any data folder of this bench
        return [.. Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0 && pid != Environment.ProcessId && EnvironmentOf(pid).Contains(mark, StringComparison.Ordinal))
            .Select(Identity.TryOf)
            .OfType<Identity>()];
    }

    /// <summary>Ends them all: again and again, because one may have just started another.</summary>
    public static async Task EndAsync(Bench bench)
    {
        while (Of(bench) is { Count: > 0 } left)
        {
            foreach (var process in left)
                process.Signal(Kernel.SigKill);
            foreach (var process in left)
                await process.GoneAsync(Bench.Patience);
        }
    }

    private static string EnvironmentOf(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/environ");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
