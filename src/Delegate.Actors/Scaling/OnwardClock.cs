namespace Delegate.Actors.Scaling;

/// <summary>
/// The time for what is counted from one moment of this life to another. It goes with the wall clock, sleep of the machine
/// included, but never back: who sets the clock back makes nobody wait until it has caught up.
/// </summary>
public sealed class OnwardClock(TimeProvider time)
{
    // The two clocks are read one after the other: a pause between the two looks like a small step back, and adds up.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private DateTimeOffset _wall = time.GetUtcNow();
    private long _stamp = time.GetTimestamp();
    private TimeSpan _ahead;
    private DateTimeOffset _last;

    /// <summary>Never earlier than it was before.</summary>
    public DateTimeOffset Now
    {
        get
        {
            var (wall, stamp) = (time.GetUtcNow(), time.GetTimestamp());
            var lacking = time.GetElapsedTime(_stamp, stamp) - (wall - _wall);
            (_wall, _stamp) = (wall, stamp);
            if (lacking > Pause)
                _ahead += lacking;
            if (wall + _ahead > _last)
                _last = wall + _ahead;
            return _last;
        }
    }
}
