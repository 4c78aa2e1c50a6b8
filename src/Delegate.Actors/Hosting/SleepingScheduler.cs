using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Delegate.Actors.Hosting;

/// <summary>
/// Akka's timers, each one a timer of the runtime: nobody wakes before something is due. Akka's own scheduler turns a wheel
/// instead, ten times a second and more, whether or not anything is in it (ADR 0073).
/// </summary>
public sealed class SleepingScheduler : SchedulerBase, IDateTimeOffsetNowTimeProvider, IDisposable
{
    /// <summary>What the runtime's timers take at once; whatever is due later sleeps several times.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(40);

    private readonly TimeProvider _time;
    private readonly long _origin;
    private volatile bool _over;

    /// <summary>As Akka makes it.</summary>
    public SleepingScheduler(Config scheduler, ILoggingAdapter log) : this(scheduler, log, TimeProvider.System)
    {
    }

    internal SleepingScheduler(Config scheduler, ILoggingAdapter log, TimeProvider time) : base(scheduler, log) =>
        (_time, _origin) = (time, time.GetTimestamp());

    /// <inheritdoc/>
    public override TimeSpan MonotonicClock => _time.GetElapsedTime(_origin);

    /// <inheritdoc/>
    public override TimeSpan HighResMonotonicClock => MonotonicClock;

    /// <inheritdoc/>
    protected override DateTimeOffset TimeNow => _time.GetUtcNow();

    /// <summary>The system is gone, and with it whoever would be told.</summary>
    public void Dispose() => _over = true;

    /// <inheritdoc/>
    protected override void InternalScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable) =>
        Start(delay, null, () => receiver.Tell(message, sender), cancelable);

    /// <inheritdoc/>
    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable) =>
        Start(initialDelay, interval, () => receiver.Tell(message, sender), cancelable);

    /// <inheritdoc/>
    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable) => Start(delay, null, action, cancelable);

    /// <inheritdoc/>
    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable? cancelable) => Start(delay, null, action.Run, cancelable);

    /// <inheritdoc/>
    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable) =>
        Start(initialDelay, interval, action, cancelable);

    /// <inheritdoc/>
    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable? cancelable) =>
        Start(initialDelay, interval, action.Run, cancelable);

    private void Start(TimeSpan delay, TimeSpan? interval, Action action, ICancelable? cancelable)
    {
        if (_over)
            throw new SchedulerException("The actor system has ended.");
        if (cancelable?.IsCancellationRequested != true)
            new Entry(this, action, interval, cancelable).Sleep(delay);
    }

    /// <summary>Something to be done; the runtime's queue of timers keeps it until it is done, or cancelled.</summary>
    private sealed class Entry
    {
        private readonly SleepingScheduler _scheduler;
        private readonly Action _action;
        private readonly TimeSpan? _interval;
        private readonly ICancelable? _cancelable;
        private readonly ITimer _timer;
        private readonly CancellationTokenRegistration _cancelled;
        private TimeSpan _due;

        public Entry(SleepingScheduler scheduler, Action action, TimeSpan? interval, ICancelable? cancelable)
        {
            (_scheduler, _action, _interval, _cancelable) = (scheduler, action, interval, cancelable);
            // Whoever schedules may be in the middle of a request: what it carries with it is not kept until then.
            using (ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow())
                _timer = scheduler._time.CreateTimer(static entry => ((Entry)entry!).Awake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            // What is cancelled is let go at once: an agent's deadline may be days ahead.
            _cancelled = cancelable?.Token.UnsafeRegister(static timer => ((ITimer)timer!).Dispose(), _timer) ?? default;
        }

        public void Sleep(TimeSpan time)
        {
            _due = _scheduler.MonotonicClock + time;
            Arm(time);
        }

        private void Arm(TimeSpan time)
        {
            var sleep = time < LongestSleep ? time : LongestSleep;
            // The runtime counts milliseconds that have begun: with one more it does not wake for nothing.
            var milliseconds = sleep > TimeSpan.Zero ? Math.Ceiling(sleep.TotalMilliseconds) + 1 : 0;
            _timer.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan); // does nothing when it was cancelled meanwhile
        }

        private void Awake()
        {
            if (_scheduler._over)
                return;
            if (_due - _scheduler.MonotonicClock is var left && left > TimeSpan.Zero)
            {
                Arm(left);
                return;
            }
            Do();
            // Counted from now: whoever is slow, or was asleep with the machine, is not called twice at once.
            if (_interval is { } interval)
                Sleep(interval);
            else
                End();
        }

        private void Do()
        {
            if (_cancelable?.IsCancellationRequested == true)
                return;
            try
            {
                _action();
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                // On a thread of the pool it would end the host.
                _scheduler.Log.Error(failure, "What was scheduled has failed");
            }
        }

        private void End()
        {
            _cancelled.Unregister();
            _timer.Dispose();
        }
    }
}
