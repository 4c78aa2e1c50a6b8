using System.Globalization;
using Delegate.Actors.Processes;
using Delegate.Contracts;

namespace Delegate.Actors.Scaling;

/// <summary>
/// Adds up the processes of each attempt in one walk through <c>/proc</c>: whoever carries an attempt's mark in its
/// environment, and its children. Memory that processes share is counted once (the largest part of it); where the attempt
/// has a control group that accounts for memory, the kernel's own sum is taken. Belongs to one thread.
/// </summary>
public sealed class LinuxAttemptMeter(DelegateHome home, TimeProvider time) : IAttemptMeter
{
    private const double TicksPerSecond = 100; // sysconf(_SC_CLK_TCK) of every Linux that .NET runs on

    // Between fork and exec a process shows its parent's environment: one look at a young process is not believed.
    private const int LooksForCertainty = 2;

    private static readonly SystemFiles Files = new("/");
    private readonly Dictionary<(int Pid, long Start), Process> _known = [];
    private long _takenAt;

    public IReadOnlyList<AttemptUse> Measure(IReadOnlyCollection<AttemptKey> attempts, long ceilingBytes)
    {
        var elapsed = _takenAt == 0 ? TimeSpan.Zero : time.GetElapsedTime(_takenAt);
        _takenAt = time.GetTimestamp();
        var wanted = attempts.ToDictionary(attempt => attempt.ToString());
        var alive = Walk();
        foreach (var process in alive.Values.Where(process => process.Mark is null && process.Looks < LooksForCertainty))
        {
            process.Looks++;
            process.Mark = MarkOf(process.Pid);
        }
        var totals = new Dictionary<AttemptKey, Total>();
        foreach (var process in alive.Values)
        {
            if (AttemptOf(process, alive) is not { } mark || !wanted.TryGetValue(mark, out var attempt))
                continue;
            if (!process.Marked)
                process.Marked = OomScores.Raise(process.Pid);
            totals[attempt] = totals.GetValueOrDefault(attempt).And(process, MemoryOf(process.Pid), elapsed);
        }
        foreach (var process in alive.Values)
            process.TicksBefore = process.Ticks;
        return [.. totals.Select(entry => new AttemptUse(
            entry.Key, GroupMemory(entry.Key, ceilingBytes) ?? entry.Value.Private + entry.Value.Shared, entry.Value.Cores, entry.Value.Count))];
    }

    /// <summary>Everybody but the host, as they are now; whoever is gone is forgotten.</summary>
    private Dictionary<int, Process> Walk()
    {
        var alive = new Dictionary<int, Process>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) || pid == Environment.ProcessId
                || Files.Lines($"proc/{pid}/stat") is not [var stat, ..])
                continue;
            // The name may hold spaces and brackets: the fields are counted after its last bracket.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            if (fields.Length < 20 || fields[0] is "Z" or "X")
                continue;
            var start = SystemFiles.Whole(fields[19]);
            if (!_known.TryGetValue((pid, start), out var process))
                _known[(pid, start)] = process = new(pid, start);
            process.Parent = int.Parse(fields[1], CultureInfo.InvariantCulture);
            process.Ticks = SystemFiles.Whole(fields[11]) + SystemFiles.Whole(fields[12]);
            alive[pid] = process;
        }
        foreach (var gone in _known.Where(entry => alive.GetValueOrDefault(entry.Key.Pid) != entry.Value).Select(entry => entry.Key).ToList())
            _known.Remove(gone);
        return alive;
    }

    private static string? AttemptOf(Process process, Dictionary<int, Process> alive)
    {
        // A child that cleared its environment is its parent's; the way up is bounded, whatever the pids say.
        for (var (at, left) = (process, 64); left > 0; left--)
        {
            if (at.Mark is not null)
                return at.Mark;
            if (!alive.TryGetValue(at.Parent, out at!))
                return null;
        }
        return null;
    }

    private static string? MarkOf(int pid)
    {
        const string name = AttemptLauncher.MarkVariable + "=";
        try
        {
            foreach (var entry in File.ReadAllText($"/proc/{pid}/environ").Split('\0'))
                if (entry.StartsWith(name, StringComparison.Ordinal))
                    return entry[name.Length..];
        }
        catch (Exception notOurs) when (notOurs is IOException or UnauthorizedAccessException)
        {
            // gone, or somebody else's
        }
        return null;
    }

    private static (long Private, long Shared) MemoryOf(int pid)
    {
        if (Files.Lines($"proc/{pid}/statm") is not [var line] || line.Split(' ') is not [_, var resident, var shared, ..])
            return default;
        var (all, common) = (SystemFiles.Whole(resident) * Environment.SystemPageSize, SystemFiles.Whole(shared) * Environment.SystemPageSize);
        return (Math.Max(0, all - common), common);
    }

    /// <summary>What the attempt's own group says, if it has one that counts memory; its ceiling is set on the way.</summary>
    private long? GroupMemory(AttemptKey attempt, long ceilingBytes)
    {
        var note = AttemptFolder.Of(home, attempt).Path[1..] + "/cgroup";
        if (Files.Lines(note) is not [var group, ..] || !group.StartsWith('/') || Files.Number($"{group[1..]}/memory.current") is not { } used)
            return null;
        if (ceilingBytes > 0 && Files.Number($"{group[1..]}/memory.high") is null)
            OomScores.Limit(group, ceilingBytes);
        return used - (Files.Field($"{group[1..]}/memory.stat", "inactive_file") ?? 0);
    }

    private sealed class Process(int pid, long start)
    {
        public int Pid { get; } = pid;

        public long Start { get; } = start;

        public int Parent { get; set; }

        public string? Mark { get; set; }

        public int Looks { get; set; }

        /// <summary>True when the kernel knows that it goes first.</summary>
        public bool Marked { get; set; }

        public long Ticks { get; set; }

        public long TicksBefore { get; set; }
    }

    private readonly record struct Total(long Private, long Shared, double Cores, int Count)
    {
        public Total And(Process process, (long Private, long Shared) memory, TimeSpan elapsed) => new(
            Private + memory.Private, Math.Max(Shared, memory.Shared),
            Cores + (elapsed > TimeSpan.Zero ? (process.Ticks - process.TicksBefore) / TicksPerSecond / elapsed.TotalSeconds : 0), Count + 1);
    }
}
