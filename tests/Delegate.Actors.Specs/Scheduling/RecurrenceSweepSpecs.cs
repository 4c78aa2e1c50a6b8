using Delegate.Actors.Scheduling;
using Delegate.Contracts;
using Xunit.Abstractions;

namespace Delegate.Actors.Specs.Scheduling;

/// <summary>
/// Twenty years in every zone of this machine's data, against a walk over local time that shares nothing with the code
/// under test: the zones are read from their files, the days are counted, the rule of docs/schedules.md is written out.
/// </summary>
public class RecurrenceSweepSpecs(ITestOutputHelper output)
{
    private const int FirstYear = 2011; // with the day that Samoa left out, and Russia's and Egypt's changes of mind
    private const int LastYear = 2030;
    private static readonly long From = Unix(new(FirstYear, 1, 1, 0, 0, 0, DateTimeKind.Utc));
    private static readonly long Until = Unix(new(LastYear + 1, 1, 1, 0, 0, 0, DateTimeKind.Utc));

    // Zones under several names are walked once; that each name is known is the other spec.
    private static readonly IReadOnlyList<ZoneFile> Zones =
        [.. ZoneFile.All.DistinctBy(file => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(file.Content)))
            .Select(file => ZoneFile.Read(file.Name, file.Content, LastYear))];

    public static TheoryData<string> TimesOfDay { get; } = new(
        "30 2 * * *", "0 0 * * *", "@daily", "0,30 2 * * *", // daily, in the hours that are missing and come twice
        "30 2 * * SUN", "15 1 * * 6", "59 23 * * MON-FRI", // weekly
        "0 12 29 2 *", "30 1 L * *", "0 3 15W * *", "45 23 * * 5L", "0 0 * * MON#2", "30 2 13 * 5", "0 2 31 * *"); // odd

    [Fact]
    public void Every_zone_of_the_machine_is_known_by_its_name()
    {
        Assert.InRange(ZoneFile.All.Count, 300, 2_000);
        foreach (var (name, _) in ZoneFile.All)
            Assert.Null(RecurrenceReader.Read(new() { Cron = "@daily", Timezone = name }, default).Error);
    }

    [Theory]
    [MemberData(nameof(TimesOfDay))]
    public void A_time_of_day_comes_as_the_rule_says_in_every_zone_for_twenty_years(string expression)
    {
        var days = Days.Of(expression);
        var count = 0L;
        Parallel.ForEach(Zones, zone =>
        {
            var expected = Walk(zone, days);
            Compare(zone, expression, expected, From, Until);
            Interlocked.Add(ref count, expected.Count);
        });
        output.WriteLine($"{expression}: {count} occurrences in {Zones.Count} zones");
        Assert.True(count > Zones.Count);
    }

    [Theory]
    [InlineData("*/30 * * * *")]
    [InlineData("20 * * * *")]
    [InlineData("*/20 2 * * *")]
    [InlineData("10 1-4 * * *")]
    [InlineData("@hourly")]
    [InlineData("7,37 */2 * * SAT,SUN")]
    public void A_rhythm_goes_on_with_real_time_through_every_change_of_every_zone(string expression)
    {
        var minutes = Minutes.Of(expression);
        var count = 0L;
        Parallel.ForEach(Zones, zone =>
        {
            foreach (var (change, _) in zone.Periods.Where(period => period.Start > From && period.Start < Until))
            {
                var (from, until) = (change - (36 * 3600), change + (36 * 3600));
                var expected = new List<long>();
                var period = zone.Periods.FindLastIndex(known => known.Start <= from);
                for (var minute = from + 60; minute < until; minute += 60)
                {
                    while (period + 1 < zone.Periods.Count && zone.Periods[period + 1].Start <= minute)
                        period++;
                    if (minutes(DateTime.UnixEpoch.AddSeconds(minute + zone.Periods[period].Offset)))
                        expected.Add(minute);
                }
                Compare(zone, expression, expected, from, until);
                Interlocked.Add(ref count, expected.Count);
            }
        });
        output.WriteLine($"{expression}: {count} occurrences around changes");
        Assert.True(count > 10_000);
    }

    private static void Compare(ZoneFile zone, string expression, List<long> expected, long from, long until)
    {
        var recurrence = RecurrenceReader.Read(new() { Cron = expression, Timezone = zone.Name }, default).Recurrence!;
        var at = DateTimeOffset.FromUnixTimeSeconds(from);
        foreach (var instant in expected)
        {
            var next = recurrence.Next(at);
            Assert.True(next == DateTimeOffset.FromUnixTimeSeconds(instant),
                $"{expression} in {zone.Name} after {at:u}: {next:u}; by the walk over local time {DateTimeOffset.FromUnixTimeSeconds(instant):u}");
            at = next.Value;
        }
        Assert.True(recurrence.Next(at) is not { } more || more >= DateTimeOffset.FromUnixTimeSeconds(until), $"{expression} in {zone.Name}: one more after {at:u}");
    }

    /// <summary>Day by day: the first instant at which clocks show the time, else the instant at which they jump over it.</summary>
    private static List<long> Walk(ZoneFile zone, Days days)
    {
        var found = new SortedSet<long>();
        var last = DateTime.UnixEpoch.AddSeconds(Until).AddDays(2);
        for (var day = DateTime.UnixEpoch.AddSeconds(From).AddDays(-2); day < last; day = day.AddDays(1))
        {
            if (!days.Fits(day))
                continue;
            foreach (var time in days.Times)
                found.Add(Instant(zone, Unix(day + time)));
        }
        return [.. found.Where(instant => instant > From && instant < Until)];
    }

    private static long Instant(ZoneFile zone, long local)
    {
        var near = zone.Periods.FindLastIndex(period => period.Start <= local - (3 * 86_400));
        for (var i = Math.Max(near, 0); i < zone.Periods.Count; i++)
        {
            var (start, offset) = zone.Periods[i];
            var end = i + 1 < zone.Periods.Count ? zone.Periods[i + 1].Start : long.MaxValue;
            if (local - offset < start)
                return start; // the one before had ended, and this one begins too late: clocks jumped over it
            if (local - offset < end)
                return local - offset;
        }
        throw new InvalidOperationException("The last period has no end.");
    }

    private static long Unix(DateTime time) => (long)(time - DateTime.UnixEpoch).TotalSeconds;

    /// <summary>What the expressions above mean, in the words of a calendar.</summary>
    private sealed record Days(Func<DateTime, bool> Fits, params TimeSpan[] Times)
    {
        public static Days Of(string expression) => expression switch
        {
            "30 2 * * *" => new(_ => true, At(2, 30)),
            "0 0 * * *" or "@daily" => new(_ => true, At(0, 0)),
            "0,30 2 * * *" => new(_ => true, At(2, 0), At(2, 30)),
            "30 2 * * SUN" => new(day => day.DayOfWeek == DayOfWeek.Sunday, At(2, 30)),
            "15 1 * * 6" => new(day => day.DayOfWeek == DayOfWeek.Saturday, At(1, 15)),
            "59 23 * * MON-FRI" => new(day => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday), At(23, 59)),
            "0 12 29 2 *" => new(day => day is { Month: 2, Day: 29 }, At(12, 0)),
            "30 1 L * *" => new(day => day.AddDays(1).Day == 1, At(1, 30)),
            "0 3 15W * *" => new(IsWeekdayNearest15, At(3, 0)),
            "45 23 * * 5L" => new(day => day.DayOfWeek == DayOfWeek.Friday && day.AddDays(7).Month != day.Month, At(23, 45)),
            "0 0 * * MON#2" => new(day => day.DayOfWeek == DayOfWeek.Monday && day.Day is >= 8 and <= 14, At(0, 0)),
            "30 2 13 * 5" => new(day => day is { Day: 13, DayOfWeek: DayOfWeek.Friday }, At(2, 30)), // both, not either
            "0 2 31 * *" => new(day => day.Day == 31, At(2, 0)),
            _ => throw new ArgumentException(expression),
        };

        private static bool IsWeekdayNearest15(DateTime day) => new DateTime(day.Year, day.Month, 15).DayOfWeek switch
        {
            DayOfWeek.Saturday => day.Day == 14,
            DayOfWeek.Sunday => day.Day == 16,
            _ => day.Day == 15,
        };

        private static TimeSpan At(int hour, int minute) => new(hour, minute, 0);
    }

    private static class Minutes
    {
        public static Func<DateTime, bool> Of(string expression) => expression switch
        {
            "*/30 * * * *" => local => local.Minute % 30 == 0,
            "20 * * * *" => local => local.Minute == 20,
            "*/20 2 * * *" => local => local.Hour == 2 && local.Minute % 20 == 0,
            "10 1-4 * * *" => local => local is { Hour: >= 1 and <= 4, Minute: 10 },
            "@hourly" => local => local.Minute == 0,
            "7,37 */2 * * SAT,SUN" => local => local.Minute is 7 or 37 && local.Hour % 2 == 0 && local.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday,
            _ => throw new ArgumentException(expression),
        };
    }
}
