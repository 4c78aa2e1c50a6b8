using System.Globalization;

namespace Delegate.Actors.Scaling;

/// <summary>
/// Reads <c>/proc/stat</c> and <c>/proc/meminfo</c>, and the limits of the control group that we live in (version 2,
/// else 1) where they are tighter than the machine.
/// </summary>
/// <param name="root">Where <c>proc</c> and <c>sys</c> are; <c>/</c> but for specs.</param>
public sealed class LinuxMachineReadings(TimeProvider time, string root = "/") : IMachineReadings
{
    // Use of the processors is a difference; over less time than this it says nothing.
    private static readonly TimeSpan LeastWindow = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private (long Busy, long Total) _ticks;
    private long _takenAt;
    private MachineReading? _last;

    public MachineReading Read()
    {
        lock (_gate)
        {
            if (_last is not null && time.GetElapsedTime(_takenAt) < LeastWindow)
                return _last;
            var ticks = ReadTicks();
            var (busy, total) = (ticks.Busy - _ticks.Busy, ticks.Total - _ticks.Total);
            var cores = (double)Environment.ProcessorCount; // the runtime takes affinity and the CPU limit of the group into account
            var busyCores = _last is null || total <= 0 ? 0 : Math.Min(cores, (double)busy / total * MachineCores());
            (_ticks, _takenAt) = (ticks, time.GetTimestamp());
            var (available, size) = ReadMemory();
            return _last = new(cores, busyCores, available, size);
        }
    }

    private (long Busy, long Total) ReadTicks()
    {
        // cpu  user nice system idle iowait irq softirq steal guest guest_nice; guests are counted in user already
        var fields = Lines("proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8).Select(ParseLong).ToArray();
        var total = fields.Sum();
        return (total - fields[3] - fields[4], total);
    }

    private int MachineCores() => Lines("proc/stat").Count(line => line.StartsWith("cpu", StringComparison.Ordinal) && char.IsAsciiDigit(line[3]));

    private (long Available, long Total) ReadMemory()
    {
        var (total, available) = (Meminfo("MemTotal:"), Meminfo("MemAvailable:"));
        var (limit, used) = GroupMemory();
        return limit < total ? (Math.Min(available, Math.Max(0, limit - used)), limit) : (available, total);
    }

    private long Meminfo(string name) =>
        Lines("proc/meminfo").Where(line => line.StartsWith(name, StringComparison.Ordinal))
            .Select(line => ParseLong(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024).FirstOrDefault();

    /// <summary>The limit and use of our control group; no limit reads as the largest number.</summary>
    private (long Limit, long Used) GroupMemory()
    {
        foreach (var line in LinesOrNone("proc/self/cgroup"))
        {
            var parts = line.Split(':', 3);
            var (folder, limitName, usedName) = parts switch
            {
                ["0", "", var path] => ($"sys/fs/cgroup{path}", "memory.max", "memory.current"),
                [_, var controllers, var path] when controllers.Split(',').Contains("memory") =>
                    ($"sys/fs/cgroup/memory{path}", "memory.limit_in_bytes", "memory.usage_in_bytes"),
                _ => ("", "", ""),
            };
            if (folder.Length > 0 && Number(Path.Combine(folder, limitName)) is { } limit && Number(Path.Combine(folder, usedName)) is { } used)
                return (limit, used);
        }
        return (long.MaxValue, 0);
    }

    private long? Number(string path) =>
        long.TryParse(LinesOrNone(path).FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null; // "max" is no number

    private IEnumerable<string> Lines(string path) => File.ReadLines(Path.Combine(root, path));

    private string[] LinesOrNone(string path)
    {
        var full = Path.Combine(root, path);
        return File.Exists(full) ? File.ReadAllLines(full) : [];
    }

    private static long ParseLong(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
