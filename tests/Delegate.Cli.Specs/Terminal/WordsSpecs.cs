using Delegate.Cli.Terminal;

namespace Delegate.Cli.Specs.Terminal;

public sealed class WordsSpecs
{
    [Theory]
    [InlineData(0, "0.0s")]
    [InlineData(-3, "0.0s")]
    [InlineData(0.449, "0.4s")]
    [InlineData(59.99, "59.9s")]
    [InlineData(60, "1m00s")]
    [InlineData(3_725, "1h02m")]
    [InlineData(100_000, "1d03h")]
    public void Times_are_short_and_never_round_up(double seconds, string expected) =>
        Assert.Equal(expected, Words.For(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(512, "0 KiB")]
    [InlineData(5L << 20, "5 MiB")]
    [InlineData(3L << 29, "1.5 GiB")]
    public void Sizes_are_in_binary_units(long bytes, string expected) => Assert.Equal(expected, Words.Size(bytes));
}
