using Delegate.Actors.Agents;
using Delegate.Contracts;

namespace Delegate.Actors.Specs.Scaling.Simulation;

/// <summary>What happens around the scaler in one episode, made from a seed: work, neighbours, and a lid that is closed.</summary>
public enum Trace
{
    /// <summary>Everything is handed over at once.</summary>
    Burst,

    /// <summary>Tasks come one by one, faster and faster.</summary>
    Ramp,

    /// <summary>Twenty at a time are released, when their parents end at once.</summary>
    Waves,

    /// <summary>Somebody else takes the processors and the memory, and gives them back.</summary>
    NoisyNeighbour,

    /// <summary>Somebody else takes a little more memory all the time.</summary>
    LeakingNeighbour,

    /// <summary>The machine sleeps for an hour in the middle; then everything goes on at once.</summary>
    LaptopWakes,
}

/// <summary>The life of one agent, a step at a time: what it takes while it makes progress.</summary>
/// <param name="Ready">The step from which it lacks nothing but a slot.</param>
/// <param name="Memory">MiB, a step of progress each.</param>
/// <param name="Cores">A step of progress each.</param>
public sealed record Life(TaskId Id, string Agent, string Folder, int Ready, float[] Memory, float[] Cores);

/// <summary>One episode; the same seed makes the same one.</summary>
public sealed class Episode
{
    public const int Steps = 320;
    public const double SecondsPerStep = 0.5;
    public const int SleepStep = 150;

    // Small ones more often: there one agent more or less matters.
    private static readonly (int Cores, int MiB)[] Machines =
        [(2, 4096), (2, 4096), (2, 8192), (2, 4096), (4, 8192), (4, 16384), (4, 8192), (8, 16384), (8, 32768), (16, 65536)];

    private readonly Random _random;

    public Episode(int seed)
    {
        _random = new(seed);
        Seed = seed;
        Trace = (Trace)(seed % Enum.GetValues<Trace>().Length);
        (Cores, TotalMiB) = Machines[_random.Next(Machines.Length)];
        (OthersMemory, OthersCores) = Neighbours();
        Work = MakeWork();
    }

    public int Seed { get; }

    public Trace Trace { get; }

    public int Cores { get; }

    public int TotalMiB { get; }

    /// <summary>MiB taken by everybody else, by step.</summary>
    public float[] OthersMemory { get; }

    /// <summary>Cores taken by everybody else, by step.</summary>
    public float[] OthersCores { get; }

    public IReadOnlyList<Life> Work { get; }

    private (float[], float[]) Neighbours()
    {
        var (memory, cores) = (new float[Steps], new float[Steps]);
        float rest = TotalMiB * Between(0.1f, 0.25f), idle = Cores * Between(0.02f, 0.1f);
        float taken = 0, busy = 0;
        var left = 0;
        for (var i = 0; i < Steps; i++)
        {
            if (Trace == Trace.NoisyNeighbour && left-- <= 0)
            {
                left = _random.Next(20, 120);
                (taken, busy) = _random.Next(2) == 0 ? (0, 0) : (TotalMiB * Between(0.05f, 0.3f), Cores * Between(0.2f, 1f));
            }
            if (Trace == Trace.LeakingNeighbour)
                taken = Math.Min(TotalMiB * 0.5f, taken + (TotalMiB * 0.0015f));
            if (Trace == Trace.LaptopWakes)
                busy = i is > SleepStep and < SleepStep + 20 ? Cores * 0.6f : 0;
            memory[i] = rest + taken;
            cores[i] = Math.Min(Cores, (idle + busy) * Between(0.9f, 1.1f));
        }
        return (memory, cores);
    }

    private List<Life> MakeWork()
    {
        var folders = Enumerable.Range(0, _random.Next(1, 4))
            .Select(i => (Name: $"/project-{i}", Model: _random.Next(3) > 0, Usual: Between(100, 300), Peak: Between(250, 1000), Burst: Between(0.3f, 1.5f), Length: _random.Next(20, 160)))
            .ToList();
        var work = new List<Life>();
        var count = Math.Min(150, Cores * 12);
        for (var i = 0; i < count; i++)
        {
            var folder = folders[_random.Next(folders.Count)];
            var ready = Trace switch
            {
                Trace.Ramp => (int)(Steps * 0.8 * Math.Sqrt((double)i / count)),
                Trace.Waves => i / 20 * 50,
                _ => 0,
            };
            work.Add(LifeOf(folder.Model ? AgentNames.Claude : AgentNames.Shell, folder.Name, ready, folder.Usual, folder.Peak, folder.Burst, Math.Max(8, (int)(folder.Length * Between(0.7f, 1.3f)))));
        }
        return work;
    }

    /// <summary>It comes up over some seconds, rests, and now and then has its tools at work, which take much of both.</summary>
    private Life LifeOf(string agent, string folder, int ready, float rest, float peak, float burst, int length)
    {
        var isModel = agent == AgentNames.Claude;
        var (memory, cores) = (new float[length], new float[length]);
        var most = peak * Between(0.8f, 1.0f) * (isModel ? 1 : 0.25f);
        var usual = Math.Min(most, rest * Between(0.8f, 1.2f) * (isModel ? 1 : 0.25f));
        var up = Math.Min(length - 1, _random.Next(4, 16));
        var left = 0;
        var atWork = false;
        float now = 0;
        for (var i = 0; i < length; i++)
        {
            if (left-- <= 0)
            {
                left = _random.Next(6, 30);
                atWork = _random.Next(3) == 0;
            }
            var target = i < up ? usual * (i + 1) / up : atWork ? most : usual;
            now += Math.Clamp(target - now, -150, 150);
            memory[i] = now;
            cores[i] = i < up ? 0.6f : atWork ? burst : isModel ? 0.08f : burst * 0.4f;
        }
        return new(TaskId.New(), agent, folder, ready, memory, cores);
    }

    private float Between(float low, float high) => low + (_random.NextSingle() * (high - low));
}
