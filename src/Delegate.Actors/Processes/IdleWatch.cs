namespace Delegate.Actors.Processes;

/// <summary>
/// Measures how long an attempt has been silent. On the monotonic clock, which stands still while the machine sleeps;
/// it starts anew with every owner. Belongs to the slot's actor; only <paramref name="due"/> is called from elsewhere.
/// </summary>
/// <param name="due">There may be a silence to tell of: <see cref="TakeSilence"/> says.</param>
internal sealed class IdleWatch : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private long _since;
    private TimeSpan _before; // the silence until it was frozen
    private TimeSpan _told;
    private bool _isFrozen;

    public IdleWatch(TimeSpan limit, TimeProvider time, Action due)
    {
        (_limit, _time, _since) = (limit, time, time.GetTimestamp());
        _timer = time.CreateTimer(_ => due(), null, limit, Timeout.InfiniteTimeSpan);
    }

    private TimeSpan Silence => _isFrozen ? _before : _before + _time.GetElapsedTime(_since);

    /// <summary>A sign of life; true when its silence had been told.</summary>
    public bool Hear()
    {
        var wasSilent = _told > TimeSpan.Zero;
        (_since, _before, _told) = (_time.GetTimestamp(), TimeSpan.Zero, TimeSpan.Zero);
        Arm();
        return wasSilent;
    }

    /// <summary>
    /// The silence by now, when a whole limit has passed since it was last told. However much more has passed at once, it
    /// is told once: what follows from a silence is to follow step by step.
    /// </summary>
    public TimeSpan? TakeSilence()
    {
        var silence = Silence;
        var isDue = !_isFrozen && silence - _told >= _limit;
        if (isDue)
            _told = silence;
        Arm(); // a timer may be a little early
        return isDue ? silence : null;
    }

    public void Freeze()
    {
        (_before, _isFrozen) = (Silence, true);
        Arm();
    }

    public void Thaw()
    {
        if (!_isFrozen)
            return;
        (_since, _isFrozen) = (_time.GetTimestamp(), false);
        Arm();
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Arm()
    {
        var left = _told + _limit - Silence;
        _timer.Change(_isFrozen ? Timeout.InfiniteTimeSpan : left > Shortest ? left : Shortest, Timeout.InfiniteTimeSpan);
    }

    private static TimeSpan Shortest => TimeSpan.FromMilliseconds(1); // zero would be at once, perhaps before anything is written
}
