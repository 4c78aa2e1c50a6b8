using Delegate.Actors.Scaling;
using Delegate.TestKit;

namespace Delegate.Actors.Specs.Scaling;

public class OnwardClockSpecs
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly TwoClocks _time = new(Start);

    [Fact]
    public void It_goes_on_where_the_wall_clock_is_set_back()
    {
        var clock = new OnwardClock(_time);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(Start.AddMinutes(1), clock.Now);
        _time.Set(Start.AddHours(-3));
        Assert.Equal(Start.AddMinutes(1), clock.Now);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(Start.AddMinutes(2), clock.Now);
    }

    [Fact]
    public void It_goes_along_when_the_wall_clock_jumps_forward_as_after_a_sleep()
    {
        var clock = new OnwardClock(_time);
        _time.Set(Start.AddHours(3));
        Assert.Equal(Start.AddHours(3), clock.Now);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(Start.AddHours(3).AddMinutes(1), clock.Now);
    }

    [Fact]
    public void Small_steps_back_are_waited_for_and_do_not_add_up()
    {
        var clock = new OnwardClock(_time);
        for (var step = 0; step < 100; step++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(300));
            var before = clock.Now;
            _time.Set(_time.GetUtcNow() - TimeSpan.FromMilliseconds(200)); // as a pause between reading the two clocks looks
            Assert.Equal(before, clock.Now);
        }
        Assert.Equal(Start.AddMilliseconds(99 * 100 + 300), clock.Now);
    }
}
