using Delegate.Contracts;
using Delegate.Host.Gateway;
using Delegate.Host.Specs.Support;
using Microsoft.Extensions.Time.Testing;

namespace Delegate.Host.Specs.Gateway;

/// <summary>Why a task does not run yet, in words.</summary>
public sealed class HoldReasonsSpecs
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly OutcomeView Overloaded = new(OutcomeCodes.Overloaded, "The service is overloaded.");

    private readonly FakeTimeProvider _time = new(Now);

    private static TaskView Retrying(int attempt = 1) => Samples.Task(phase: TaskPhase.Retrying) with
    {
        Attempt = attempt, MaxAttempts = 3, Outcome = Overloaded, RetryAt = Now.AddSeconds(190),
    };

    [Fact]
    public void One_that_waits_for_its_next_attempt_names_the_number_the_time_and_the_last_failure()
    {
        Assert.Equal("attempt 2 of 3 at 12:03:10 after overloaded: The service is overloaded.", HoldReasons.Of(Retrying(), null, _time));
    }

    [Fact]
    public void The_time_is_that_of_the_clock_on_the_wall_and_another_day_is_named()
    {
        _time.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("east", TimeSpan.FromHours(13), "east", "east"));
        Assert.StartsWith("attempt 2 of 3 at 01:03:10 after", HoldReasons.Of(Retrying(), null, _time), StringComparison.Ordinal);
        Assert.StartsWith("attempt 2 of 3 at 2026-03-06 01:00:00 after",
            HoldReasons.Of(Retrying() with { RetryAt = Now.AddDays(1) }, null, _time), StringComparison.Ordinal);
    }

    [Fact]
    public void One_whose_time_has_come_stands_in_line_like_any_other()
    {
        Assert.True(HoldReasons.MayStandInLine(Retrying()));
        Assert.Equal("attempt 2 of 3, queue slow: 1 of 1 run; after overloaded: The service is overloaded.",
            HoldReasons.Of(Retrying(), "queue slow: 1 of 1 run", _time));
    }

    [Fact]
    public void An_attempt_beyond_those_that_count_is_not_numbered_against_them()
    {
        Assert.StartsWith("attempt 4 at 12:03:10 after", HoldReasons.Of(Retrying(attempt: 3), null, _time), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TaskPhase.Waiting, "paused by cli; delegate resume task-7k2m9qx4h0ad")]
    [InlineData(TaskPhase.Running, "paused by cli while it ran; delegate resume task-7k2m9qx4h0ad")]
    public void A_paused_one_names_who_did_it_and_how_to_go_on(TaskPhase from, string words)
    {
        Assert.Equal(words, HoldReasons.Of(Samples.Task(phase: TaskPhase.Paused) with { PausedBy = "cli", PausedFrom = from }, null, _time));
    }

    [Fact]
    public void One_that_runs_or_has_ended_is_not_held_back()
    {
        Assert.Null(HoldReasons.Of(Samples.Task(), null, _time));
        Assert.Null(HoldReasons.Of(Samples.Task(phase: TaskPhase.Failed), null, _time));
    }
}
