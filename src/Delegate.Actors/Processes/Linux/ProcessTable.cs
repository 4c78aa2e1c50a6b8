using System.Globalization;
using System.Text;
using System.Text.Unicode;

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
    /// <remarks>The whole table is read whenever an attempt ends: three calls to the kernel an entry, where .NET's reader takes twice as many, and garbage.</remarks>
    public static ProcessEntry? Find(int pid)
    {
        const int longest = 1024; // 52 numbers and a name of 64 bytes at most
        Span<byte> bytes = stackalloc byte[longest];
        Utf8.TryWrite(bytes, CultureInfo.InvariantCulture, $"/proc/{pid}/stat\0", out var length);
        var file = Native.Open(bytes[..length]);
        if (file < 0)
            return null;
        var read = Native.Read(file, bytes);
        Native.Close(file);
        return read <= 0 ? null : Parse(pid, bytes[..read]); // it may have ended between the two calls
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
            return SmallFile.ReadBytes($"/proc/{pid}/environ");
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static ProcessEntry? Parse(int pid, ReadOnlySpan<byte> stat)
    {
        // The name may hold spaces and brackets: the fields are counted after its last bracket.
        var rest = stat[(stat.LastIndexOf((byte)')') + 2)..];
        Span<Range> fields = stackalloc Range[21];
        var count = 0;
        foreach (var field in rest.Split((byte)' '))
        {
            fields[count++] = field;
            if (count == fields.Length)
                break;
        }
        return count < 20 ? null : new(pid, (int)Number(rest[fields[1]]), (int)Number(rest[fields[3]]), Number(rest[fields[19]]), (char)rest[fields[0]][0]);
    }

    private static long Number(ReadOnlySpan<byte> field) => long.Parse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
