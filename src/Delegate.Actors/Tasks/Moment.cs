namespace Delegate.Actors.Tasks;

/// <summary>
/// A reading of two clocks. Limits on running time are measured on the second: a machine that slept, or whose wall
/// clock was set, has not used up anybody's time.
/// </summary>
/// <param name="At">The wall clock, UTC.</param>
/// <param name="Awake">Milliseconds of the machine's monotonic clock, which stands still while it sleeps; the same for every process until the machine restarts.</param>
public readonly record struct Moment(DateTimeOffset At, long Awake)
{
    public static Moment Of(TimeProvider time) =>
        new(time.GetUtcNow(), (long)(time.GetTimestamp() * 1000.0 / time.TimestampFrequency));
}
