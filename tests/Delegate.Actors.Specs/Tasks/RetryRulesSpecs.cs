using Delegate.Actors.Tasks;
using Delegate.Contracts;

namespace Delegate.Actors.Specs.Tasks;

/// <summary>Which failures are tried again, and when.</summary>
public class RetryRulesSpecs
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TaskSpec Spec = new() { Id = TaskId.New(), GraphId = "g", Agent = "claude", Prompt = "p", Cwd = "/", Retry = RetryRules.Defaults };
    private static readonly TaskState Fresh = new() { Spec = Spec };
    private static readonly TaskState WithSession = Fresh with { KnownSession = "session" };

    [Theory]
    [InlineData(OutcomeCodes.ApiError, true)]
    [InlineData(OutcomeCodes.Overloaded, true)]
    [InlineData(OutcomeCodes.UsageLimit, true)]
    [InlineData(OutcomeCodes.Stalled, true)]
    [InlineData(OutcomeCodes.Lost, true)]
    [InlineData(OutcomeCodes.TimedOut, false)]
    [InlineData(OutcomeCodes.Killed, false)]
    [InlineData(OutcomeCodes.OutOfMemory, false)]
    [InlineData(OutcomeCodes.AgentError, false)]
    [InlineData(OutcomeCodes.PermissionDenied, false)]
    [InlineData(OutcomeCodes.BadConfiguration, false)]
    [InlineData(OutcomeCodes.AgentNotFound, false)]
    [InlineData(OutcomeCodes.Cancelled, false)]
    [InlineData(OutcomeCodes.DependencyFailed, false)]
    public void By_default_only_what_passes_by_itself_is_tried_again(string code, bool again) =>
        Assert.Equal(again, RetryRules.Next(WithSession, code, null, Now, 0.5) is not null);

    [Theory]
    [InlineData(LostPolicy.Resume, true, true)]
    [InlineData(LostPolicy.Resume, false, false)]
    [InlineData(LostPolicy.Rerun, false, true)]
    [InlineData(LostPolicy.Fail, true, false)]
    public void A_lost_process_is_followed_by_another_where_the_policy_and_the_session_allow(LostPolicy policy, bool hasSession, bool again)
    {
        var state = (hasSession ? WithSession : Fresh) with { Spec = Spec with { Retry = RetryRules.Defaults with { OnLost = policy } } };
        Assert.Equal(again, RetryRules.Next(state, OutcomeCodes.Lost, null, Now, 0.5) is not null);
    }

    [Fact]
    public void The_wait_doubles_is_spread_by_a_fifth_and_has_a_top()
    {
        var patient = Fresh with { Spec = Spec with { Retry = RetryRules.Defaults with { MaxAttempts = 100 } } };
        double Wait(int failures, double roll) => (RetryRules.Next(patient with { Failures = failures }, OutcomeCodes.ApiError, null, Now, roll)!.At - Now).TotalSeconds;
        Assert.Equal([5, 10, 20, 40], new[] { Wait(0, 0.5), Wait(1, 0.5), Wait(2, 0.5), Wait(3, 0.5) });
        Assert.Equal((4, 6), (Wait(0, 0), Wait(0, 1)));
        Assert.Equal(300, Wait(60, 0.5));
    }

    [Fact]
    public void The_last_attempt_of_the_policy_is_the_last() =>
        Assert.Null(RetryRules.Next(Fresh with { Failures = 2 }, OutcomeCodes.ApiError, null, Now, 0.5));

    [Fact]
    public void A_usage_limit_waits_for_its_reset_and_uses_up_no_attempt()
    {
        var spent = Fresh with { Failures = 2 };
        Assert.Equal(new RetryRules.Plan(Now.AddHours(3), false), RetryRules.Next(spent, OutcomeCodes.UsageLimit, Now.AddHours(3), Now, 0));
        Assert.Equal(Now.AddHours(3).AddSeconds(30), RetryRules.Next(spent, OutcomeCodes.UsageLimit, Now.AddHours(3), Now, 1)!.At);
    }

    [Fact]
    public void A_usage_limit_whose_reset_is_past_is_tried_at_once() =>
        Assert.Equal(Now, RetryRules.Next(Fresh, OutcomeCodes.UsageLimit, Now.AddHours(-1), Now, 0)!.At);

    [Fact]
    public void A_task_of_an_old_journal_has_no_policy_and_one_attempt() =>
        Assert.Null(RetryRules.Next(new() { Spec = Spec with { Retry = null } }, OutcomeCodes.ApiError, null, Now, 0.5));
}
