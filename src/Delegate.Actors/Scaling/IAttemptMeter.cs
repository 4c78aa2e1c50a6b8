using Delegate.Actors.Processes;

namespace Delegate.Actors.Scaling;

/// <summary>What one attempt takes of the machine, all its processes together.</summary>
/// <param name="Cores">Since the last look at it.</param>
public sealed record AttemptUse(AttemptKey Attempt, long MemoryBytes, double Cores, int Processes);

/// <summary>Looks at what agents take. One look for all of them.</summary>
public interface IAttemptMeter
{
    /// <summary>Those of the attempts that have a process, with what they take.</summary>
    /// <param name="ceilingBytes">What an attempt may take at most; the kernel is asked to see to it where it can.</param>
    IReadOnlyList<AttemptUse> Measure(IReadOnlyCollection<AttemptKey> attempts, long ceilingBytes);
}
