using System.Collections.Immutable;
using Delegate.Actors.Agents;
using Delegate.Actors.Serialization;
using Delegate.Contracts;

namespace Delegate.Actors.Scaling;

/// <summary>What an ended attempt took, all its processes together: an event of the footprints' journal.</summary>
/// <param name="Folder">The project that it worked in.</param>
/// <param name="PeakBytes">The most that was seen.</param>
/// <param name="TypicalBytes">The mean over its life.</param>
/// <param name="Cores">The mean over its life.</param>
/// <param name="OutOfMemory">It was ended by what it took.</param>
public sealed record FootprintObserved(
    TaskId TaskId, int Number, string Agent, string Folder, long PeakBytes, long TypicalBytes, double Cores, bool OutOfMemory, DateTimeOffset At) : IJournaled;

/// <summary>
/// What agents of a kind take in a folder, learned from those that ran there. A peak is believed at once and forgotten
/// slowly; what is usual moves slowly both ways; and what was learned long ago fades towards what is assumed of a stranger.
/// </summary>
public sealed record Footprints : IJournaled
{
    private const double PeakForgotten = 0.2;
    private const double UsualMoved = 0.3;
    private const int MostKept = 2_000;
    private static readonly TimeSpan HalfLife = TimeSpan.FromDays(14);

    public static Footprints Empty { get; } = new();

    /// <summary>By agent and folder; see <see cref="KeyOf"/>.</summary>
    public ImmutableDictionary<string, Learned> Known { get; init; } = ImmutableDictionary<string, Learned>.Empty;

    public static string KeyOf(string agent, string folder) => $"{agent} {folder}";

    public Footprints Apply(FootprintObserved seen)
    {
        var key = KeyOf(seen.Agent, seen.Folder);
        var learned = Known.GetValueOrDefault(key) is { } old
            ? new Learned(
                Math.Max(seen.PeakBytes, Toward(old.PeakBytes, seen.PeakBytes, PeakForgotten)), Toward(old.TypicalBytes, seen.TypicalBytes, UsualMoved),
                Math.Round(old.Cores + (UsualMoved * (seen.Cores - old.Cores)), 3), old.Runs + 1, seen.At)
            : new Learned(seen.PeakBytes, seen.TypicalBytes, Math.Round(seen.Cores, 3), 1, seen.At);
        // Whoever ran out of memory finds all of its peak reserved the next time, not a part of it.
        if (seen.OutOfMemory)
            learned = learned with { TypicalBytes = Math.Max(learned.TypicalBytes, seen.PeakBytes) };
        var known = Known.SetItem(key, learned);
        return this with { Known = known.Count <= MostKept ? known : known.Remove(known.MinBy(entry => entry.Value.At).Key) };
    }

    /// <param name="stranger">What is assumed of this kind of agent where nothing is known.</param>
    public Footprint Expected(Footprint stranger, string agent, string folder, DateTimeOffset now)
    {
        if (Known.GetValueOrDefault(KeyOf(agent, folder)) is not { } learned)
            return stranger;
        var trust = Math.Pow(0.5, Math.Max(0, (now - learned.At) / HalfLife));
        // That it takes more than assumed is believed at once; that it takes less, when several have shown it.
        var believed = learned.PeakBytes >= stranger.PeakBytes ? trust : trust * learned.Runs / (learned.Runs + 4);
        var usual = Toward(stranger.MemoryBytes, learned.TypicalBytes, trust);
        return stranger with
        {
            Cores = stranger.Cores + (trust * (learned.Cores - stranger.Cores)),
            MemoryBytes = usual,
            PeakBytes = Math.Max(usual, Toward(stranger.PeakBytes, learned.PeakBytes, believed)),
        };
    }

    private static long Toward(long from, long to, double part) => from + (long)(part * (to - from));
}

/// <summary>What is known of a kind of agent in a folder.</summary>
public sealed record Learned(long PeakBytes, long TypicalBytes, double Cores, int Runs, DateTimeOffset At);
