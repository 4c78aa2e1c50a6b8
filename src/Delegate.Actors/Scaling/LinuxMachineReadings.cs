using System.Globalization;
using Delegate.Actors.Processes.Linux;

namespace Delegate.Actors.Scaling;

/// <summary>
/// Reads <c>/proc</c>, and the limits of the control groups that we live in (version 2, else 1) where they are tighter
/// than the machine. Why not with a library: ADR 0036.
/// </summary>
/// <param name="dataFolder">Whose disk is looked at; null = none.</param>
/// <param name="root">Where <c>proc</c> and <c>sys</c> are; <c>/</c> but for specs.</param>
public sealed class LinuxMachineReadings(TimeProvider time, string? dataFolder = null, string root = "/") : IMachineReadings
{
    // Use of the processors is a difference; over less time than this it says nothing.
    private static readonly TimeSpan LeastWindow = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly SystemFiles _files = new(root);
    private readonly ControlGroups _groups = new(new SystemFiles(root));
    private (long Busy, long Total) _ticks;
    private double _groupSeconds;
    private long _takenAt;
    private MachineReading? _last;

    public MachineReading Read()
    {
        lock (_gate)
        {
            var elapsed = _last is null ? TimeSpan.Zero : time.GetElapsedTime(_takenAt);
            if (_last is not null && elapsed < LeastWindow)
                return _last;
            _takenAt = time.GetTimestamp();
            var (cores, busy) = ReadProcessors(elapsed);
            var (available, total) = ReadMemory();
            var pressure = _groups.MemoryPressureFile is { } ours ? ours : "proc/pressure/memory";
            return _last = new(cores, busy, available, total)
            {
                Load = _files.Lines("proc/loadavg") is [var load, ..] ? SystemFiles.Real(load.Split(' ')[0]) : null,
                MemoryPressure = Pressure(pressure, "some "),
                MemoryStall = Pressure(pressure, "full "),
                DiskFree = ReadDisk(),
            };
        }
    }

    /// <param name="elapsed">Since the last time; zero at the first, which alone says nothing.</param>
    private (double Cores, double Busy) ReadProcessors(TimeSpan elapsed)
    {
        var ticks = ReadTicks();
        var (busy, total) = (ticks.Busy - _ticks.Busy, ticks.Total - _ticks.Total);
        _ticks = ticks;
        var cores = (double)Environment.ProcessorCount; // the runtime takes affinity into account
        if (_groups.Quota() is { } quota && quota.Cores <= cores)
        {
            // The others on the machine are not in our quota, and what they use is not taken from it.
            var used = quota.UsedSeconds - _groupSeconds;
            _groupSeconds = quota.UsedSeconds;
            return (quota.Cores, elapsed == TimeSpan.Zero ? 0 : Math.Clamp(used / elapsed.TotalSeconds, 0, quota.Cores));
        }
        return (cores, elapsed == TimeSpan.Zero || total <= 0 ? 0 : Math.Min(cores, (double)busy / total * MachineCores()));
    }

    private (long Busy, long Total) ReadTicks()
    {
        // cpu  user nice system idle iowait irq softirq steal guest guest_nice; guests are counted in user already
        var fields = _files.Lines("proc/stat")[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8).Select(SystemFiles.Whole).ToArray();
        var total = fields.Sum();
        return (total - fields[3] - fields[4], total);
    }

    private int MachineCores() => _files.Lines("proc/stat").Count(line => line.StartsWith("cpu", StringComparison.Ordinal) && char.IsAsciiDigit(line[3]));

    private (long Available, long Total) ReadMemory()
    {
        var (total, available) = (Meminfo("MemTotal:"), Meminfo("MemAvailable:"));
        foreach (var (limit, used) in _groups.Memory())
            if (limit < total)
                (available, total) = (Math.Min(available, Math.Max(0, limit - used)), limit);
        return (available, total);
    }

    private long Meminfo(string name) =>
        _files.Lines("proc/meminfo").Where(line => line.StartsWith(name, StringComparison.Ordinal))
            .Select(line => SystemFiles.Whole(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024).FirstOrDefault();

    private double? Pressure(string file, string kind)
    {
        const string mean = "avg10=";
        var line = _files.Lines(file).FirstOrDefault(line => line.StartsWith(kind, StringComparison.Ordinal));
        var field = line?.Split(' ').FirstOrDefault(field => field.StartsWith(mean, StringComparison.Ordinal));
        return field is null ? null : SystemFiles.Real(field[mean.Length..]);
    }

    private long? ReadDisk()
    {
        try
        {
            return dataFolder is null ? null : new DriveInfo(dataFolder).AvailableFreeSpace;
        }
        catch (IOException)
        {
            return null; // the folder is not there (any more): the launch will say so
        }
    }
}

/// <summary>The kernel's files, whole; one that is not there, or may not be read, has no lines.</summary>
internal sealed class SystemFiles(string root)
{
    public string[] Lines(string path)
    {
        try
        {
            return SmallFile.ReadLines(Path.Combine(root, path)) ?? [];
        }
        catch (IOException)
        {
            return [];
        }
    }

    public bool Has(string path) => File.Exists(Path.Combine(root, path));

    /// <summary>Null when the file holds no number; <c>max</c> is none.</summary>
    public long? Number(string path) =>
        long.TryParse(Lines(path).FirstOrDefault(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A line of <c>name value</c>.</summary>
    public long? Field(string path, string name) =>
        Lines(path).Select(line => line.Split(' ')).Where(parts => parts.Length == 2 && parts[0] == name).Select(parts => (long?)Whole(parts[1])).FirstOrDefault();

    public static long Whole(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    public static double Real(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
