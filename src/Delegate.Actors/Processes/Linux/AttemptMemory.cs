using System.Globalization;
using Delegate.Actors.Scaling;

namespace Delegate.Actors.Processes.Linux;

/// <summary>
/// What the kernel itself keeps of an attempt's memory: a ceiling, and how often it ended somebody for want of it. In the
/// version 1 hierarchy this takes a group of its own; in version 2 it is the attempt's control group, where memory is counted there.
/// </summary>
internal sealed record AttemptMemory(string Path, bool IsVersion1)
{
    private static readonly Lazy<string?> Root = new(() => AttemptCgroup.OwnFolder("memory"));

    /// <summary>Whether this machine lets us make any of version 1.</summary>
    public static bool IsAvailable => Root.Value is not null;

    /// <summary>Makes it, where version 1 lets us; null elsewhere. The agent enters it before its first instruction.</summary>
    /// <param name="ceiling">Bytes.</param>
    public static AttemptMemory? Make(AttemptKey attempt, AttemptFolder folder, long ceiling)
    {
        if (Root.Value is not { } root)
            return null;
        try
        {
            var path = System.IO.Path.Combine(root, AttemptCgroup.NameOf(attempt));
            SmallFile.Write(folder.MemoryGroup, path + "\n"); // before it exists: it must never be there and forgotten
            Directory.CreateDirectory(path);
            AttemptCgroup.Write(path, "memory.limit_in_bytes", ceiling.ToString(CultureInfo.InvariantCulture));
            return new(path, true);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return null; // not ours to make: the scaler's own watch still holds the ceiling
        }
    }

    /// <summary>Null where nobody counts, or the attempt is over and its group gone.</summary>
    /// <param name="group">The attempt's control group.</param>
    public static AttemptMemory? Find(AttemptKey attempt, AttemptFolder folder, AttemptCgroup? group)
    {
        if (SmallFile.ReadLines(folder.MemoryGroup) is [var path]
            && System.IO.Path.GetFileName(path) == AttemptCgroup.NameOf(attempt) && File.Exists(System.IO.Path.Combine(path, "memory.oom_control")))
            return new(path, true);
        return group is not null && File.Exists(System.IO.Path.Combine(group.Path, "memory.events")) ? new(group.Path, false) : null;
    }

    public MemoryAccount Read()
    {
        var files = new SystemFiles("/");
        return new(
            (int)(files.Field($"{Path[1..]}/{(IsVersion1 ? "memory.oom_control" : "memory.events")}", "oom_kill") ?? 0),
            files.Number($"{Path[1..]}/{(IsVersion1 ? "memory.max_usage_in_bytes" : "memory.peak")}") ?? 0);
    }

    /// <summary>Takes an empty one away; false when it is not empty.</summary>
    public bool Remove() => !IsVersion1 || new AttemptCgroup(Path).Remove();
}

/// <summary>What the kernel says of an attempt's memory.</summary>
/// <param name="OomKills">Processes of it that were ended because memory had run out.</param>
/// <param name="PeakBytes">The most that it had, the files that it read included: worth something only when memory did run out.</param>
public sealed record MemoryAccount(int OomKills, long PeakBytes);
