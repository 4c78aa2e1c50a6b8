using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using Delegate.Actors.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Delegate.Actors.Specs.Hosting;

/// <summary>Akka's timers over a clock that the spec turns.</summary>
public sealed class SleepingSchedulerSpecs : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(1); // what a timer of the runtime may be late

    private readonly CountingClock _clock = new();
    private readonly SleepingScheduler _sleeping;
    private readonly List<string> _done = [];

    public SleepingSchedulerSpecs() => _sleeping = new(Config.Empty, NoLogger.Instance, _clock);

    private IAdvancedScheduler Scheduler => ((IScheduler)_sleeping).Advanced;

    public void Dispose() => _sleeping.Dispose();

    [Fact]
    public void What_is_due_is_done_once_then_and_not_before()
    {
        Scheduler.ScheduleOnce(2 * Second, () => _done.Add("later"));
        Scheduler.ScheduleOnce(Second, () => _done.Add("sooner"));
        _clock.Advance(Second - Grain);
        Assert.Empty(_done);
        _clock.Advance(2 * Grain);
        Assert.Equal(["sooner"], _done);
        _clock.Advance(10 * Second);
        Assert.Equal(["sooner", "later"], _done);
    }

    [Fact]
    public void A_part_of_a_millisecond_is_never_slept_too_short()
    {
        Scheduler.ScheduleOnce(TimeSpan.FromMicroseconds(1_500), () => _done.Add("done"));
        _clock.Advance(TimeSpan.FromMicroseconds(1_499));
        Assert.Empty(_done);
        _clock.Advance(2 * Grain);
        Assert.Equal(["done"], _done);
    }

    [Fact]
    public void What_is_due_at_once_waits_for_nothing()
    {
        Scheduler.ScheduleOnce(TimeSpan.Zero, () => _done.Add("now"));
        _clock.Advance(TimeSpan.Zero);
        Assert.Equal(["now"], _done);
    }

    [Fact]
    public void Nobody_wakes_while_nothing_is_due()
    {
        Scheduler.ScheduleOnce(Second, () => { });
        _clock.Advance(2 * Second);
        Scheduler.ScheduleOnce(TimeSpan.FromHours(1), () => { });
        using var cancelable = new Cancelable(Scheduler);
        Scheduler.ScheduleRepeatedly(Second, Second, () => { }, cancelable);
        cancelable.Cancel();
        _clock.Woken = 0;
        _clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(0, _clock.Woken);
    }

    [Fact]
    public void What_is_repeated_is_done_each_time_until_it_is_cancelled()
    {
        using var cancelable = new Cancelable(Scheduler);
        Scheduler.ScheduleRepeatedly(TimeSpan.Zero, Second, new ActionRunnable(() => _done.Add("again")), cancelable);
        _clock.Advance(TimeSpan.Zero);
        for (var i = 0; i < 3; i++)
            _clock.Advance(Second + Grain);
        Assert.Equal(4, _done.Count);
        cancelable.Cancel();
        _clock.Advance(10 * Second);
        Assert.Equal(4, _done.Count);
    }

    [Fact]
    public void What_is_repeated_may_cancel_itself()
    {
        using var cancelable = new Cancelable(Scheduler);
        Scheduler.ScheduleRepeatedly(Second, Second, () =>
        {
            _done.Add("once");
            cancelable.Cancel();
        }, cancelable);
        _clock.Advance(Second + Grain);
        _clock.Advance(Second + Grain);
        Assert.Equal((1, 0), (_done.Count, _clock.Timers));
    }

    [Fact]
    public void What_is_cancelled_is_not_done_and_its_timer_is_gone_at_once()
    {
        using var cancelable = new Cancelable(Scheduler);
        Scheduler.ScheduleOnce(TimeSpan.FromDays(30), () => _done.Add("deadline"), cancelable);
        Assert.Equal(1, _clock.Timers);
        cancelable.Cancel();
        Assert.Equal(0, _clock.Timers);
        Scheduler.ScheduleOnce(Second, () => _done.Add("too late"), cancelable);
        Assert.Equal(0, _clock.Timers);
        _clock.Advance(TimeSpan.FromDays(31));
        Assert.Empty(_done);
    }

    [Fact]
    public void What_is_done_leaves_no_timer_behind()
    {
        using var cancelable = new Cancelable(Scheduler);
        Scheduler.ScheduleOnce(Second, () => _done.Add("done"), cancelable);
        _clock.Advance(2 * Second);
        Assert.Equal((1, 0), (_done.Count, _clock.Timers));
        cancelable.Cancel(); // finds nothing
    }

    [Fact]
    public void What_is_due_after_more_days_than_a_timer_can_count_is_done_then()
    {
        Scheduler.ScheduleOnce(TimeSpan.FromDays(100), () => _done.Add("done"));
        for (var day = 0; day < 99; day++)
            _clock.Advance(TimeSpan.FromDays(1));
        Assert.Empty(_done);
        _clock.Advance(TimeSpan.FromDays(1) + Second);
        Assert.Equal(["done"], _done);
    }

    [Fact]
    public void What_fails_is_repeated_all_the_same_and_harms_nobody_else()
    {
        Scheduler.ScheduleRepeatedly(Second, Second, () =>
        {
            _done.Add("try");
            throw new InvalidOperationException("scheduled to fail");
        });
        _clock.Advance(Second + Grain);
        _clock.Advance(Second + Grain);
        Assert.Equal(["try", "try"], _done);
    }

    [Fact]
    public void When_the_system_has_ended_nothing_is_done_any_more()
    {
        Scheduler.ScheduleOnce(Second, () => _done.Add("done"));
        _sleeping.Dispose();
        _clock.Advance(2 * Second);
        Assert.Empty(_done);
        Assert.Throws<SchedulerException>(() => Scheduler.ScheduleOnce(Second, () => { }));
    }

    [Fact]
    public async Task The_hosts_actors_have_it_and_it_tells_them()
    {
        using var system = ActorSystem.Create("sleeping", AkkaSetup.Hocon("akka"));
        Assert.IsType<SleepingScheduler>(system.Scheduler);
        var told = new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously);
        var listener = system.ActorOf(Props.Create(() => new Listener(told)));
        system.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(5), listener, "due", ActorRefs.NoSender);
        Assert.Equal("due", await told.Task.WaitAsync(TimeSpan.FromSeconds(20)));
        await system.Terminate();
    }

    private sealed class Listener : ReceiveActor
    {
        public Listener(TaskCompletionSource<object> told) => ReceiveAny(message => told.TrySetResult(message));
    }

    /// <summary>A clock that counts which timers there are, and how often one of them has woken somebody.</summary>
    private sealed class CountingClock : FakeTimeProvider
    {
        public int Timers { get; private set; }

        public int Woken { get; set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Timers++;
            return new Counted(base.CreateTimer(
                at =>
                {
                    Woken++;
                    callback(at);
                }, state, dueTime, period), () => Timers--);
        }

        private sealed class Counted(ITimer timer, Action gone) : ITimer
        {
            private Action? _gone = gone;

            public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

            public void Dispose()
            {
                Interlocked.Exchange(ref _gone, null)?.Invoke();
                timer.Dispose();
            }

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
