using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Delegate.Host.Specs.Support;

/// <summary>A clock of the spec's that says which waits begin, so that time is moved only after somebody waits for it.</summary>
internal sealed class WatchedTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _waits.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Somebody has begun to wait for so long; whoever waits for less meanwhile is passed over.</summary>
    public async Task WaitBeginsAsync(TimeSpan wait)
    {
        while (await _waits.Reader.ReadAsync().AsTask().WaitAsync(Expect.Patience) != wait)
        {
            // another wait
        }
    }
}
