using System.Globalization;
using System.Text;

namespace Delegate.Actors.Processes.Linux;

/// <summary>One line of the process table.</summary>
/// <param name="StartTicks">Field 22 of <c>/proc/PID/stat</c>.</param>
/// <param name="State">Field 3: R, S, D, T (stopped), Z and so on.</param>
internal readonly record struct ProcessEntry(int Pid, int Parent, int Session, long StartTicks, char State)
{
    /// <summary>It has ended; only its entry is left.</summary>
    public bool IsZombie => State is 'Z' or 'X';
}

/// <summary>Reads <c>/proc</c>.</summary>
internal static class ProcessTable
{
    /// <summary>Changes with every boot: what a pid and a start time of an earlier boot mean, nobody knows.</summary>
    /// <remarks>The fault lab lets the machine restart by giving another one.</remarks>
    public static string BootId { get; } =
        Environment.GetEnvironmentVariable("DELEGATE_FAULT_BOOT") is { Length: > 0 } other ? other : File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    /// <summary>Who has this pid now; null when nobody has.</summary>
    public static ProcessEntry? Find(int pid)
    {
        try
        {
            return Parse(pid, File.ReadAllText($"/proc/{pid}/stat"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The identity of a process that exists (a zombie does).</summary>
    public static ProcessIdentity? Identify(int pid) => Find(pid) is { } entry ? new(pid, entry.StartTicks, BootId) : null;

    /// <summary>True while the very process runs; false once it is a zombie, gone, or another one has its pid.</summary>
    public static bool IsAlive(ProcessIdentity identity) => Find(identity) is { IsZombie: false };

    /// <summary>The very process, alive or zombie; null when it is gone.</summary>
    public static ProcessEntry? Find(ProcessIdentity identity) =>
        identity.BootId == BootId && Find(identity.Pid) is { } entry && entry.StartTicks == identity.StartTicks ? entry : null;

    /// <summary>Everybody.</summary>
    public static IReadOnlyList<ProcessEntry> All()
    {
        var all = new List<ProcessEntry>(512);
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && Find(pid) is { } entry)
                all.Add(entry);
        return all;
    }

    /// <summary>True when the environment that a process was started with holds this entry.</summary>
    public static bool HasInEnvironment(int pid, string entry)
    {
        var environment = EnvironmentOf(pid);
        var wanted = Encoding.UTF8.GetBytes(entry);
        foreach (var range in environment.Split((byte)0))
            if (environment[range].SequenceEqual(wanted))
                return true;
        return false;
    }

    /// <summary>What a variable was when a process was started; null when there was none of that name.</summary>
    public static string? InEnvironment(int pid, string variable)
    {
        var environment = EnvironmentOf(pid);
        var wanted = Encoding.UTF8.GetBytes(variable + "=");
        foreach (var range in environment.Split((byte)0))
            if (environment[range].StartsWith(wanted))
                return Encoding.UTF8.GetString(environment[range][wanted.Length..]);
        return null;
    }

    /// <summary>Nothing for a process that is gone, or somebody else's: it is not of any attempt of ours.</summary>
    private static ReadOnlySpan<byte> EnvironmentOf(int pid)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{pid}/environ");
        }
        catch (Exception notOurs) when (notOurs is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static ProcessEntry? Parse(int pid, string stat)
    {
        // The name may hold spaces and brackets: the fields are counted after its last bracket.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields.Length < 20 ? null : new(pid, Number(fields[1]), Number(fields[3]), long.Parse(fields[19], CultureInfo.InvariantCulture), fields[0][0]);
    }

    private static int Number(string field) => int.Parse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
