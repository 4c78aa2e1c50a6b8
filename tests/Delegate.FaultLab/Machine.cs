using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Delegate.FaultLab;

/// <summary>A process that cannot be mistaken for a later one of the same number.</summary>
internal sealed record Named(int Pid, long Start)
{
    public bool Lives => Machine.StartOf(Pid) == Start;

    public void Signal(int signal)
    {
        if (Lives)
            Machine.Kill(Pid, signal);
    }
}

/// <summary>The process table and signals, read without any code of the product: the lab must not share its mistakes.</summary>
internal static class Machine
{
    public const int SigKill = 9, SigCont = 18, SigStop = 19;

    public static void Kill(int pid, int signal) => _ = kill(pid, signal);

    /// <summary>When the process began; null when there is none, or only its entry is left.</summary>
    public static long? StartOf(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : long.Parse(fields[19], CultureInfo.InvariantCulture);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Everybody whose environment holds this entry.</summary>
    public static IEnumerable<Named> With(string entry)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid) && pid != Environment.ProcessId
                && StartOf(pid) is { } start && EnvironmentOf(pid).Contains(entry + "\0", StringComparison.Ordinal))
                yield return new(pid, start);
    }

    public static string Describe(Named process)
    {
        try
        {
            return $"{process.Pid} {File.ReadAllText($"/proc/{process.Pid}/cmdline").Replace('\0', ' ')}";
        }
        catch (IOException)
        {
            return $"{process.Pid}";
        }
    }

    public static async Task GoneAsync(this Process process)
    {
        try
        {
            await process.WaitForExitAsync();
        }
        catch (InvalidOperationException)
        {
            // never began
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

    [DllImport("libc")]
    private static extern int kill(int pid, int signal);
}
