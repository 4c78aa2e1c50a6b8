namespace Delegate.Actors.Scaling;

/// <summary>
/// The control groups that we live in, from our own up to the root: a limit anywhere on the way binds us. Version 2 and
/// version 1 have the same ideas under other names. In a container the path that the kernel tells may begin above what
/// is mounted; then the mount itself is ours.
/// </summary>
internal sealed class ControlGroups(SystemFiles files)
{
    private const string Root = "sys/fs/cgroup";

    /// <summary>The pressure of the innermost group that has a memory limit (version 2); null = the machine's counts.</summary>
    public string? MemoryPressureFile => Unified().Where(folder => files.Number($"{folder}/memory.max") is not null)
        .Select(folder => $"{folder}/memory.pressure").FirstOrDefault(files.Has);

    /// <summary>Each memory limit that binds us, and what is used of it: caches that the kernel gives back at once are not.</summary>
    public IEnumerable<(long Limit, long Used)> Memory()
    {
        foreach (var folder in Unified())
            if (files.Number($"{folder}/memory.max") is { } limit && files.Number($"{folder}/memory.current") is { } used)
                yield return (limit, used - (files.Field($"{folder}/memory.stat", "inactive_file") ?? 0));
        foreach (var folder in Of("memory"))
            if (files.Number($"{folder}/memory.limit_in_bytes") is { } limit && files.Number($"{folder}/memory.usage_in_bytes") is { } used)
                yield return (limit, used - (files.Field($"{folder}/memory.stat", "total_inactive_file") ?? 0));
    }

    /// <summary>The tightest limit on processor time, and what the group that has it has used so far; null = none.</summary>
    public (double Cores, double UsedSeconds)? Quota()
    {
        (double Cores, double UsedSeconds)? tightest = null;
        foreach (var folder in Unified())
            if (files.Lines($"{folder}/cpu.max") is [var line] && line.Split(' ') is [var quota, var period] && quota != "max")
                Consider(SystemFiles.Real(quota) / SystemFiles.Real(period), (files.Field($"{folder}/cpu.stat", "usage_usec") ?? 0) / 1e6);
        foreach (var folder in Of("cpu"))
            if (files.Number($"{folder}/cpu.cfs_quota_us") is > 0 and var quota && files.Number($"{folder}/cpu.cfs_period_us") is > 0 and var period)
                Consider((double)quota / period, (files.Number($"{folder.Replace($"{Root}/cpu/", $"{Root}/cpuacct/", StringComparison.Ordinal)}/cpuacct.usage") ?? 0) / 1e9);
        return tightest;

        void Consider(double cores, double used)
        {
            if (tightest is null || cores < tightest.Value.Cores)
                tightest = (cores, used);
        }
    }

    private IEnumerable<string> Unified() => Groups()
        .Where(group => group.Controllers.Length == 0)
        .SelectMany(group => Upwards(files.Has($"{Root}/cgroup.controllers") || !files.Has($"{Root}/unified/cgroup.controllers") ? Root : $"{Root}/unified", group.Path));

    private IEnumerable<string> Of(string controller) => Groups()
        .Where(group => group.Controllers.Split(',').Contains(controller))
        .SelectMany(group => Upwards($"{Root}/{controller}", group.Path));

    private IEnumerable<(string Controllers, string Path)> Groups() => files.Lines("proc/self/cgroup")
        .Select(line => line.Split(':', 3)).Where(parts => parts.Length == 3).Select(parts => (parts[1], parts[2]));

    private static IEnumerable<string> Upwards(string mount, string path)
    {
        for (var at = path.TrimEnd('/'); at.Length > 0; at = at[..at.LastIndexOf('/')])
            yield return mount + at;
        yield return mount;
    }
}
