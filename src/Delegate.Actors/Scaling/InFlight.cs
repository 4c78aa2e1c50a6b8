using Delegate.Actors.Agents;

namespace Delegate.Actors.Scaling;

/// <summary>An agent that runs, or was granted a slot and is about to.</summary>
/// <param name="Expected">What it was expected to need when it was granted.</param>
/// <param name="Measured">What it takes by itself; null as long as nobody has looked.</param>
public sealed record InFlight(Footprint Expected, DateTimeOffset GrantedAt, Use? Measured = null);

/// <summary>What an agent with all its processes takes of the machine.</summary>
/// <param name="MemoryBytes">Now.</param>
/// <param name="Cores">Since the last look.</param>
/// <param name="MeanCores">Over the last half minute or so.</param>
public sealed record Use(long MemoryBytes, double Cores, double MeanCores);

/// <summary>What the agents in flight add up to, beyond what the readings of the machine show.</summary>
/// <param name="Running">How many there are.</param>
/// <param name="Settling">Of them so fresh that the readings do not show them.</param>
/// <param name="MemoryOwed">What they have still to take to come to what they usually need; of the settling ones, to their peak.</param>
/// <param name="Peaks">What the others may take on top, at their peaks.</param>
/// <param name="CoresNow">In use by them, as measured: their part of the readings.</param>
/// <param name="CoresExpected">What they are expected to use instead.</param>
public sealed record Commitments(int Running, int Settling, long MemoryOwed, Spread Peaks, double CoresNow, double CoresExpected)
{
    public static Commitments None { get; } = new(0, 0, 0, default, 0, 0);

    /// <param name="fresh">Who was granted a slot after this moment is settling.</param>
    public static Commitments Of(IEnumerable<InFlight> agents, DateTimeOffset fresh)
    {
        var (running, settling, owed, peaks, now, expected) = (0, 0, 0L, default(Spread), 0.0, 0.0);
        foreach (var agent in agents)
        {
            running++;
            var isSettling = agent.GrantedAt > fresh;
            // Settled and never measured: the readings are all we have, so it is taken for what it usually is.
            var held = agent.Measured?.MemoryBytes ?? (isSettling ? 0 : agent.Expected.MemoryBytes);
            var usual = Math.Max(held, agent.Expected.MemoryBytes);
            var spread = Math.Max(0, agent.Expected.PeakBytes - usual);
            owed += usual - held;
            if (isSettling)
            {
                settling++;
                owed += spread; // what starts together may well peak together
                expected += Math.Max(agent.Expected.Cores, agent.Measured?.MeanCores ?? 0);
            }
            else
            {
                peaks = peaks.And(spread);
                expected += agent.Measured?.MeanCores ?? 0;
            }
            now += agent.Measured?.Cores ?? 0;
        }
        return new(running, settling, owed, peaks, now, expected);
    }
}

/// <summary>
/// What several agents may take above what they usually take. Up to three are believed to peak together; of more, the
/// part that chance leaves: three times as many do not peak three times as high.
/// </summary>
public readonly record struct Spread(double Sum, double Squares)
{
    private const int Together = 3;

    public long Bytes => (long)Math.Min(Sum, Math.Sqrt(Together * Squares));

    public Spread And(double bytes) => new(Sum + bytes, Squares + (bytes * bytes));
}
