namespace Delegate.Actors.Processes;

/// <summary>
/// Says when an attempt's next checkpoint is due: at once when its session begins, then after a turn, but no sooner than
/// some seconds after the one before. A turn that comes too soon is not forgotten.
/// </summary>
/// <param name="due">The time has come to ask again; called from elsewhere.</param>
internal sealed class CheckpointPace(TimeProvider time, Action due) : IDisposable
{
    /// <summary>Between two checkpoints at the least.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private (string? Session, int Turns) _last;
    private long? _at;
    private ITimer? _timer;

    /// <summary>True when a checkpoint is to be taken of this now.</summary>
    public bool IsDue(string? session, int turns)
    {
        if ((session, turns) == _last)
            return false;
        if (_at is { } at && time.GetElapsedTime(at) is var passed && passed < Pause)
        {
            _timer ??= time.CreateTimer(_ => due(), null, Pause - passed + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
            return false;
        }
        _timer?.Dispose();
        (_last, _at, _timer) = ((session, turns), time.GetTimestamp(), null);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _timer?.Dispose();
}
