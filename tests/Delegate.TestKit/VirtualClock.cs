using Akka.Actor;
using Akka.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace Delegate.TestKit;

/// <summary>A wall clock that can be set, and a steady one that does not care.</summary>
public sealed class TwoClocks(DateTimeOffset start) : FakeTimeProvider(start)
{
    private TimeSpan _set;

    /// <summary>Sets the wall clock, forward or back; no time passes.</summary>
    public void Set(DateTimeOffset now)
    {
        _set += now - GetUtcNow();
        AdjustTime(now);
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => base.GetTimestamp() - (long)(_set.TotalSeconds * TimestampFrequency);
}

/// <summary>One clock for the code under test: the injected <see cref="TimeProvider"/> and Akka's timers move together.</summary>
public sealed class VirtualClock
{
    private readonly TwoClocks _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    /// <summary>What the code under test is given.</summary>
    public TimeProvider Time => _time;

    /// <summary>The present.</summary>
    public DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Sets the wall clock, forward or back, as a person or a time server does: nothing that waits notices.</summary>
    public void Set(DateTimeOffset now) => _time.Set(now);

    /// <summary>Lets time pass: every timer that is due in it fires before this returns.</summary>
    public void Advance(ActorSystem system, TimeSpan by)
    {
        _time.Advance(by);
        ((TestScheduler)system.Scheduler).Advance(by);
    }
}
