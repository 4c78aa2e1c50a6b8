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
}
