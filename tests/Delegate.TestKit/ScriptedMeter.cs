using System.Collections.Concurrent;
using Delegate.Actors.Processes;
using Delegate.Actors.Scaling;

namespace Delegate.TestKit;

/// <summary>Agents that take what the spec says they take; those it says nothing about have no process.</summary>
public sealed class ScriptedMeter : IAttemptMeter
{
    /// <summary>By attempt; <see cref="AttemptUse.Attempt"/> is filled in.</summary>
    public ConcurrentDictionary<AttemptKey, AttemptUse> Uses { get; } = [];

    /// <inheritdoc/>
    public IReadOnlyList<AttemptUse> Measure(IReadOnlyCollection<AttemptKey> attempts, long ceilingBytes) =>
        [.. attempts.Where(Uses.ContainsKey).Select(attempt => Uses[attempt] with { Attempt = attempt })];

    /// <summary>From the next look on.</summary>
    public void Set(AttemptKey attempt, long memoryBytes, double cores = 0) => Uses[attempt] = new(attempt, memoryBytes, cores, 1);
}
