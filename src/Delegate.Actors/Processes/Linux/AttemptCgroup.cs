using System.Globalization;
using Delegate.Actors.Hosting;

namespace Delegate.Actors.Processes.Linux;

/// <summary>
/// The control group that an agent and all that it starts live in, where the machine lets us make one (a version 2
/// hierarchy below our own group; no controller is needed). Nothing leaves it by setsid, by losing its parent or by
/// clearing its environment. The supervisor stays outside: it has a record to write.
/// </summary>
internal sealed record AttemptCgroup(string Path)
{
    private const string Prefix = "delegate-";

    private static readonly Lazy<string?> Root = new(() => RootIn(File.ReadAllLines("/proc/self/mountinfo"), File.ReadAllLines("/proc/self/cgroup")));

    /// <summary>Whether this machine lets us make any.</summary>
    public static bool IsAvailable => Root.Value is not null;

    /// <summary>Makes the group and writes its path into the attempt's folder; null when there is none to be had.</summary>
    public static AttemptCgroup? Make(AttemptKey attempt, AttemptFolder folder)
    {
        if (Root.Value is not { } root)
            return null;
        try
        {
            var group = new AttemptCgroup(System.IO.Path.Combine(root, NameOf(attempt)));
            SmallFile.Write(folder.Cgroup, group.Path + "\n"); // before it exists: it must never be there and forgotten
            FaultPoint.Cross("group.make");
            Directory.CreateDirectory(group.Path);
            FaultPoint.Cross("group.made");
            return group;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return null; // gone since we asked, or full: the other means still hold
        }
    }

    /// <summary>The group of an attempt, also one that an earlier host made elsewhere; null when it has none (any more).</summary>
    public static AttemptCgroup? Find(AttemptKey attempt, AttemptFolder folder)
    {
        try
        {
            // Only what can be ours: a file in a folder is a claim, and what stands in the group is ended.
            return SmallFile.ReadLines(folder.Cgroup) is [var path] && System.IO.Path.GetFileName(path) == NameOf(attempt)
                && File.Exists(System.IO.Path.Combine(path, "cgroup.procs")) ? new(path) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Everybody in the group and in the groups that they made below it.</summary>
    public IEnumerable<int> Members() => Groups().SelectMany(group => Lines(System.IO.Path.Combine(group, "cgroup.procs")))
        .Select(line => int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0).Where(pid => pid > 0);

    /// <summary>SIGKILL to all of them at one instant, so that nobody has time to fork; not before Linux 5.14.</summary>
    public void Kill() => Write("cgroup.kill", "1");

    /// <summary>Takes an empty group away, and the empty ones below it; false when somebody is in one.</summary>
    public bool Remove()
    {
        if (Directory.Exists(Path) && !Remove(Path))
            return Groups().OrderByDescending(group => group.Length).All(Remove);
        return true;
    }

    /// <summary>True when it is not there any more.</summary>
    private static bool Remove(string group)
    {
        if (!Native.RemoveFolder(group))
            return false;
        FaultPoint.Cross("group.removed");
        return true;
    }

    /// <summary>The attempts that have a group here, of whatever data folder.</summary>
    public static IReadOnlyList<AttemptKey> All() => Root.Value is not { } root ? [] : [.. Directory.EnumerateDirectories(root, Prefix + "*")
        .Select(path => System.IO.Path.GetFileName(path)[Prefix.Length..])
        .Select(name => name.LastIndexOf('-') is > 0 and var dash ? AttemptKey.TryParse($"{name[..dash]}/{name[(dash + 1)..]}") : null)
        .OfType<AttemptKey>()];

    /// <summary>Where groups can be made: our own group, in the version 2 hierarchy, if it is open to us.</summary>
    internal static string? RootIn(IReadOnlyList<string> mounts, IReadOnlyList<string> groups)
    {
        if (OwnFolder(mounts, groups) is not { } folder)
            return null;
        var probe = System.IO.Path.Combine(folder, $"{Prefix}probe-{Environment.ProcessId}");
        try
        {
            // Whoever moves a process needs to write here as well as there: the group that both have above them.
            using (File.Open(System.IO.Path.Combine(folder, "cgroup.procs"), FileMode.Open, FileAccess.Write))
                Directory.CreateDirectory(probe);
            var works = File.Exists(System.IO.Path.Combine(probe, "cgroup.procs"));
            Directory.Delete(probe);
            return works ? folder : null;
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Our own group's folder in a hierarchy of version 1, by its controller; null when there is none.</summary>
    internal static string? OwnFolder(string controller) => OwnFolder(File.ReadAllLines("/proc/self/mountinfo"), File.ReadAllLines("/proc/self/cgroup"), controller);

    /// <summary>
    /// Our own group's folder: version 2 is the line <c>0::PATH</c>, below a mount of type cgroup2 that shows that path; version 1 is
    /// <c>N:CONTROLLER:PATH</c>, and a mount of type cgroup with that controller.
    /// </summary>
    private static string? OwnFolder(IReadOnlyList<string> mounts, IReadOnlyList<string> groups, string controller = "")
    {
        var own = groups.Select(line => line.Split(':', 3)).FirstOrDefault(line => line is [_, var names, ['/', ..]] && names.Split(',').Contains(controller))?[2];
        foreach (var fields in mounts.Select(line => line.Split(' ')))
        {
            // "41 31 0:38 ROOT MOUNTPOINT OPTIONS … - TYPE SOURCE OPTIONS"; ROOT is what of the hierarchy is seen here.
            var dash = Array.IndexOf(fields, "-");
            if (own is null || dash < 5 || fields[dash + 1] != (controller.Length == 0 ? "cgroup2" : "cgroup")
                || (controller.Length > 0 && !fields[^1].Split(',').Contains(controller)))
                continue;
            var below = System.IO.Path.GetRelativePath(fields[3], own);
            if (!below.StartsWith("..", StringComparison.Ordinal))
                return System.IO.Path.GetFullPath(System.IO.Path.Combine(fields[4], below));
        }
        return null;
    }

    /// <summary>Leaves the group of whatever agent we were started in.</summary>
    internal static void Leave()
    {
        if (OwnFolder(File.ReadAllLines("/proc/self/mountinfo"), File.ReadAllLines("/proc/self/cgroup")) is not { } own)
            return;
        for (var folder = own; folder.Length > 1; folder = System.IO.Path.GetDirectoryName(folder)!)
            if (System.IO.Path.GetFileName(folder).StartsWith(Prefix, StringComparison.Ordinal))
                new AttemptCgroup(System.IO.Path.GetDirectoryName(folder)!).Write("cgroup.procs", "0");
    }

    internal static string NameOf(AttemptKey attempt) => $"{Prefix}{attempt.Task}-{attempt.Number}";

    private static string[] Lines(string file)
    {
        try
        {
            return SmallFile.ReadLines(file) ?? [];
        }
        catch (IOException)
        {
            return []; // it went while it was read
        }
    }

    private List<string> Groups()
    {
        try
        {
            return [Path, .. Directory.EnumerateDirectories(Path, "*", SearchOption.AllDirectories)];
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [Path];
        }
    }

    private void Write(string file, string text) => Write(Path, file, text);

    internal static void Write(string group, string file, string text)
    {
        try
        {
            SmallFile.WriteInto(System.IO.Path.Combine(group, file), text);
        }
        catch (IOException)
        {
            // gone, or an older kernel: whoever asked looks for himself what became of it
        }
    }
}

/// <summary>What others may ask of the groups.</summary>
public static class AttemptCgroups
{
    /// <summary>
    /// An agent's own client may have started this host inside the agent's group: it leaves, or it would be ended with it.
    /// </summary>
    public static void LeaveThatOfAnAgent() => AttemptCgroup.Leave();
}
