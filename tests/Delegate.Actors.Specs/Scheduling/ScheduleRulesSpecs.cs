using Delegate.Actors.Scheduling;
using Delegate.Contracts;
using Delegate.TestKit;

namespace Delegate.Actors.Specs.Scheduling;

/// <summary>What is refused when a schedule is made (A15).</summary>
public class ScheduleRulesSpecs
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly TaskRequest Task = DelegateTestKit.NewTask();
    private static readonly ScheduleRequest Good = new() { When = new() { Cron = "@daily" }, Work = new() { Task = Task } };

    public static TheoryData<string, string, ScheduleRequest> Bad { get; } = new()
    {
        { ErrorCodes.InvalidRecurrence, "when.at", Good with { When = new() { At = [Now.AddSeconds(-1)] } } },
        { ErrorCodes.InvalidRecurrence, "when.at", Good with { When = new() { At = [Now.AddDays(1), Now] } } },
        { ErrorCodes.InvalidTimezone, "when.timezone", Good with { When = new() { Cron = "@daily", Timezone = "Mars/Base" } } },
        { ErrorCodes.InvalidRecurrence, "when.cron", Good with { When = new() { Cron = "@never" } } },
        { ErrorCodes.InvalidInput, "expiresAt", Good with { ExpiresAt = Now } },
        { ErrorCodes.InvalidInput, "expiresAt", Good with { ExpiresAt = Now.AddDays(1), NotBefore = Now.AddDays(2) } },
        { ErrorCodes.InvalidRecurrence, "expiresAt", Good with { ExpiresAt = Now.AddHours(12) } }, // midnight itself is not before it
        { ErrorCodes.InvalidRecurrence, "when", Good with { When = new() { At = [Now.AddDays(1)] }, NotBefore = Now.AddDays(2) } },
        { ErrorCodes.InvalidInput, "work", Good with { Work = new() } },
        { ErrorCodes.InvalidInput, "work", Good with { Work = new() { Task = Task, Steps = [Task, Task] } } },
        { ErrorCodes.InvalidInput, "work.steps", Good with { Work = new() { Steps = [Task] } } },
        { ErrorCodes.InvalidInput, "work.steps", Good with { Work = new() { Steps = [.. Enumerable.Repeat(Task, 21)] } } },
        { ErrorCodes.InvalidInput, "name", Good with { Name = "schedule-0123456789ab" } },
        { ErrorCodes.InvalidInput, "name", Good with { Name = new string('x', 65) } },
        { ErrorCodes.InvalidInput, "maxRuns", Good with { MaxRuns = 0 } },
        { ErrorCodes.InvalidInput, "jitterMs", Good with { JitterMs = -1 } },
        { ErrorCodes.InvalidInput, "mostMissedRuns", Good with { MostMissedRuns = 101 } },
        { ErrorCodes.InvalidInput, "missedAfterMs", Good with { MissedAfterMs = 999 } },
        { ErrorCodes.InvalidInput, "missedSpacingMs", Good with { MissedSpacingMs = 86_400_001 } },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_schedule_that_makes_no_sense_is_refused_with_the_field_named(string code, string field, ScheduleRequest request)
    {
        var error = ScheduleRules.Check(request, Now, Now, isNew: true);
        Assert.Equal((code, field), (error?.Code, error?.Field));
        Assert.NotNull(error!.Hint);
    }

    [Fact]
    public void One_that_makes_sense_is_not()
    {
        Assert.Null(ScheduleRules.Check(Good, Now, Now, isNew: true));
        Assert.Null(ScheduleRules.Check(Good with { When = new() { At = [Now.AddDays(-1), Now.AddDays(1)] } }, Now, Now, isNew: false)); // an edit may keep what has passed
    }
}
