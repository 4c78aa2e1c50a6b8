using Delegate.Actors.Scheduling;
using Delegate.Contracts;

namespace Delegate.Actors.Specs.Scheduling;

/// <summary>What is read as a time, what is refused, and the rule of the hour that is missing and the hour that comes twice, by example (N18).</summary>
public class RecurrenceSpecs
{
    [Theory]
    // Berlin jumps from 02:00 to 03:00 on 29 March 2026, and comes back from 03:00 to 02:00 on 25 October.
    [InlineData("30 2 * * *", "2026-03-28T12:00Z", "2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00")]
    [InlineData("30 2 * * *", "2026-10-24T12:00Z", "2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00")]
    [InlineData("0,30 2 * * *", "2026-03-28T12:00Z", "2026-03-29T03:00+02:00", "2026-03-30T02:00+02:00")]
    [InlineData("30 * * * *", "2026-03-29T00:00Z", "2026-03-29T01:30+01:00", "2026-03-29T03:30+02:00")]
    [InlineData("30 * * * *", "2026-10-25T00:00Z", "2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00")]
    [InlineData("*/30 2 * * *", "2026-10-25T00:10Z", "2026-10-25T02:30+02:00", "2026-10-25T02:00+01:00")]
    [InlineData("0 12 29 2 *", "2026-01-01T00:00Z", "2028-02-29T12:00+01:00", "2032-02-29T12:00+01:00")]
    [InlineData("0 0 LW * *", "2026-01-01T00:00Z", "2026-01-30T00:00+01:00", "2026-02-27T00:00+01:00")]
    [InlineData("@weekly", "2026-01-01T00:00Z", "2026-01-04T00:00+01:00", "2026-01-11T00:00+01:00")]
    public void It_comes_when_the_rule_says(string expression, string after, string first, string second)
    {
        var recurrence = Read(new() { Cron = expression, Timezone = "Europe/Berlin" });
        var one = recurrence.Next(DateTimeOffset.Parse(after, System.Globalization.CultureInfo.InvariantCulture));
        var two = recurrence.Next(one!.Value);
        Assert.Equal([first, second], new[] { one, two }.Select(instant => recurrence.InZone(instant!.Value).ToString("yyyy-MM-ddTHH:mmzzz", System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void A_day_that_a_zone_left_out_does_not_stop_time()
    {
        // Samoa had no 30 December 2011. The cron library, left to itself, gives the same instant for ever.
        var recurrence = Read(new() { Cron = "30 2 * * *", Timezone = "Pacific/Apia" });
        var at = new DateTimeOffset(2011, 12, 28, 20, 0, 0, TimeSpan.Zero);
        var seen = new List<string>();
        for (var next = recurrence.Next(at); seen.Count < 4; next = recurrence.Next(next.Value))
            seen.Add(next!.Value.ToString("MM-ddTHH:mmZ", System.Globalization.CultureInfo.InvariantCulture));
        // The 29th, the jump from the 29th to the 31st, the 31st, and on.
        Assert.Equal(["12-29T12:30Z", "12-30T10:00Z", "12-30T12:30Z", "12-31T12:30Z"], seen);
    }

    [Fact]
    public void Seconds_are_read_when_asked_for()
    {
        var recurrence = Read(new() { Cron = "*/10 * * * * *", Seconds = true });
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 0, 10, TimeSpan.Zero), recurrence.Next(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));
    }

    [Fact]
    public void An_interval_counts_from_its_first_instant_whenever_it_is_asked()
    {
        var first = new DateTimeOffset(2026, 1, 1, 0, 0, 7, TimeSpan.Zero);
        var recurrence = RecurrenceReader.Read(new() { EveryMs = 90_000 }, first).Recurrence!;
        Assert.Equal(first, recurrence.Next(first.AddDays(-1)));
        Assert.Equal(first.AddSeconds(90), recurrence.Next(first));
        Assert.Equal(first.AddSeconds(90 * 1000), recurrence.Next(first.AddSeconds((90 * 1000) - 1)));
    }

    [Fact]
    public void Instants_come_in_order_each_once()
    {
        var noon = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
        var recurrence = Read(new() { At = [noon.AddHours(1), noon, noon.ToOffset(TimeSpan.FromHours(5))] });
        Assert.Equal(noon, recurrence.Next(noon.AddTicks(-1)));
        Assert.Equal(noon.AddHours(1), recurrence.Next(noon));
        Assert.Null(recurrence.Next(noon.AddHours(1)));
    }

    [Theory]
    [InlineData("61 * * * *", "Minutes: Value must be a number between 0 and 59")]
    [InlineData("* * * *", "4 fields")]
    [InlineData("0 30 2 * * *", "six fields")]
    [InlineData("banana", "1 fields")]
    [InlineData("a b c d e", "is not a cron expression")]
    [InlineData("0 0 30 2 *", "never comes")]
    [InlineData("@dayly", "@daily")]
    [InlineData("H * * * *", "is not a cron expression")]
    public void Nonsense_is_refused_with_the_reason_and_an_example(string expression, string reason)
    {
        var (recurrence, error) = RecurrenceReader.Read(new() { Cron = expression }, default);
        Assert.Null(recurrence);
        Assert.Equal((ErrorCodes.InvalidRecurrence, "when.cron"), (error!.Code, error.Field));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains("30 2 * * *", error.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Europe/Berln", "Europe/Berlin")]
    [InlineData("../../etc/passwd", "no time zone")]
    [InlineData("Europe", "no time zone")]
    [InlineData("", "no time zone")]
    public void A_zone_that_is_none_is_refused(string zone, string words)
    {
        var error = RecurrenceReader.Read(new() { Cron = "@daily", Timezone = zone }, default).Error!;
        Assert.Equal(ErrorCodes.InvalidTimezone, error.Code);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Exactly_one_kind_of_time_is_needed()
    {
        Assert.NotNull(RecurrenceReader.Read(new(), default).Error);
        Assert.NotNull(RecurrenceReader.Read(new() { Cron = "@daily", EveryMs = 60_000 }, default).Error);
        Assert.NotNull(RecurrenceReader.Read(new() { EveryMs = 999 }, default).Error);
        Assert.NotNull(RecurrenceReader.Read(new() { At = [] }, default).Error);
    }

    private static Recurrence Read(RecurrenceRequest request) => RecurrenceReader.Read(request, default) is { Recurrence: { } recurrence }
        ? recurrence
        : throw new InvalidOperationException($"{request} was refused.");
}
