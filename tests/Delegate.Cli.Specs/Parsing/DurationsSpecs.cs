using Delegate.Cli.Parsing;

namespace Delegate.Cli.Specs.Parsing;

public sealed class DurationsSpecs
{
    [Theory]
    [InlineData("1500", 1_500)]
    [InlineData("250ms", 250)]
    [InlineData("30s", 30_000)]
    [InlineData("10m", 600_000)]
    [InlineData("2h", 7_200_000)]
    [InlineData("1.5h", 5_400_000)]
    [InlineData("1d", 86_400_000)]
    public void Lengths_of_time_are_read_as_people_write_them(string text, long milliseconds)
    {
        Assert.True(Durations.TryParse(text, out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("0")]
    [InlineData("-5s")]
    [InlineData("5 s")]
    [InlineData("5x")]
    [InlineData("1e9")]
    [InlineData("99999999999999999999h")]
    [InlineData("1,5h")]
    [InlineData("NaN")]
    public void What_is_no_length_of_time_is_refused(string text) => Assert.False(Durations.TryParse(text, out _));
}
