using Delegate.Actors.Processes;
using Delegate.Actors.Tasks;
using Delegate.Contracts;
using Delegate.TestKit;
using static Delegate.Actors.Tasks.TaskProtocol;

namespace Delegate.Actors.Specs.Tasks;

/// <summary>The rules of a task's life, without any actor.</summary>
public class TaskDeciderSpecs
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Moment Began = new(Now, 100_000);
    private static readonly TaskSpec Spec = new() { Id = TaskId.New(), GraphId = "graph-1", Agent = "claude", Prompt = "do it", Cwd = "/", TimeoutMs = 1_000 };
    private static readonly TaskSpec Retried = Spec with { Retry = RetryRules.Defaults };
    private static readonly AttemptKey First = new(Spec.Id, 1);
    private static readonly AttemptIdentity Identity = new(new(10, 1, "boot"), new(11, 1, "boot"));
    private static readonly StopCause Enough = new(OutcomeCodes.Cancelled, "Enough.", "cli");
    private static readonly AttemptStarting Starting = new(Spec.Id, 1, "session", Now, Awake: Began.Awake);
    private static readonly AttemptRunning Running = new(Spec.Id, 1, Identity, false, Now);
    private static readonly IEvent[] Begun = [new Accepted(Spec, Now), Starting];
    private static readonly IEvent[] BegunWithRetries = [new Accepted(Retried, Now), Starting, Running];

    [Fact]
    public void A_granted_task_is_accepted_and_its_first_attempt_starts() =>
        Given().When(state => Start(state, 1)).Then(Begun);

    [Fact]
    public void A_second_grant_changes_nothing() => Given(Begun).When(state => Start(state, 1)).ThenNothing();

    [Fact]
    public void A_grant_for_another_attempt_than_the_next_changes_nothing() => Given().When(state => Start(state, 2)).ThenNothing();

    [Fact]
    public void A_task_that_never_began_is_cancelled_at_once() =>
        Given().When(state => Cancel(state, Enough))
            .Then(new Accepted(Spec, Now), new Ended(Spec.Id, 0, TaskPhase.Cancelled, new(OutcomeCodes.Cancelled, "Enough.", By: "cli"), null, null, null, Now));

    [Fact]
    public void A_running_task_that_is_cancelled_is_stopped_first() =>
        Given(Begun).When(state => Cancel(state, Enough)).Then(new StopRequested(Spec.Id, 1, Enough, Now));

    [Fact]
    public void A_second_cancel_keeps_the_first_cause() =>
        Given([.. Begun, new StopRequested(Spec.Id, 1, Enough, Now)]).When(state => Cancel(state, Enough with { By = "mcp" })).ThenNothing();

    [Fact]
    public void A_cancel_overrules_a_stop_that_the_host_wanted_for_itself() =>
        Given([.. Begun, new StopRequested(Spec.Id, 1, new(OutcomeCodes.TimedOut, "Too long.", "timeout"), Now)])
            .When(state => Cancel(state, Enough)).Then(new StopRequested(Spec.Id, 1, Enough, Now));

    [Fact]
    public void News_of_another_attempt_is_refused() =>
        Given(Begun).When(state => Fact(state, new ProcessProtocol.Running(new(Spec.Id, 2), Identity, false))).ThenNothing();

    [Fact]
    public void The_limit_is_not_reached_before_its_time() =>
        Given(Begun).When(state => TaskDecider.DecideTimeout(state, First, Later(999))).ThenNothing();

    [Fact]
    public void The_limit_counts_the_time_that_the_machine_was_awake()
    {
        var asleep = new Moment(Now.AddHours(8), Began.Awake + 999);
        Given(Begun).When(state => TaskDecider.DecideTimeout(state, First, asleep)).ThenNothing();
        Assert.IsType<StopRequested>(Assert.Single(TaskDecider.DecideTimeout(Given(Begun).State, First, new(Now.AddHours(-1), Began.Awake + 1_000))));
    }

    [Fact]
    public void The_limit_counts_no_time_in_which_the_task_was_paused()
    {
        IEvent[] paused = [.. Begun, Running, new AttemptPaused(Spec.Id, 1, "cli", Began.Awake + 600, Now), new AttemptContinued(Spec.Id, 1, "cli", Began.Awake + 9_000, Now)];
        Assert.Equal(400, Given(paused).State.LeftMs(Later(9_000)));
        Given(paused).When(state => TaskDecider.DecideTimeout(state, First, Later(9_399))).ThenNothing();
        Assert.IsType<StopRequested>(Assert.Single(TaskDecider.DecideTimeout(Given(paused).State, First, Later(9_400))));
    }

    [Fact]
    public void A_known_task_that_has_ended_cannot_be_cancelled()
    {
        var state = Given([.. Begun, Ended(TaskPhase.Succeeded)]).State;
        Assert.Equal(ErrorCodes.AlreadyEnded, TaskDecider.Decide(state, new Cancel(Spec.Id, null, Enough), Now).Error!.Code);
    }

    [Fact]
    public void A_failure_that_passes_is_followed_by_another_attempt_after_a_while() =>
        Given(BegunWithRetries).When(state => Fact(state, Failed(OutcomeCodes.ApiError)))
            .Then(new AttemptFailed(Spec.Id, 1, Outcome(OutcomeCodes.ApiError), null, null, true, Now.AddSeconds(5), Now));

    [Fact]
    public void A_failure_of_the_agent_itself_ends_the_task() =>
        Assert.Equal(TaskPhase.Failed, Assert.IsType<Ended>(Assert.Single(Fact(Given(BegunWithRetries).State, Failed(OutcomeCodes.AgentError)))).Phase);

    [Fact]
    public void A_cancelled_task_is_not_tried_again_whatever_its_agent_says() =>
        Assert.Equal(TaskPhase.Cancelled, Assert.IsType<Ended>(Assert.Single(
            Fact(Given([.. BegunWithRetries, new StopRequested(Spec.Id, 1, Enough, Now)]).State, Failed(OutcomeCodes.ApiError)))).Phase);

    [Fact]
    public void The_next_attempt_goes_on_in_the_conversation_of_the_one_before()
    {
        var state = Given([.. BegunWithRetries, new SessionNamed(Spec.Id, 1, "session", null, Now), new AttemptFailed(Spec.Id, 1, Outcome(OutcomeCodes.Overloaded), null, null, true, Now, Now)]).State;
        var next = Assert.IsType<AttemptStarting>(Assert.Single(Start(state, 2)));
        Assert.Equal((2, "session", true), (next.Number, next.SessionId, next.Resume));
        Assert.Contains("The previous run of this task ended: Because", next.Prompt, StringComparison.Ordinal);
        Assert.StartsWith("do it", next.FreshPrompt, StringComparison.Ordinal);
    }

    [Fact]
    public void The_next_attempt_of_one_that_had_no_conversation_begins_anew()
    {
        var state = Given([.. BegunWithRetries, new AttemptFailed(Spec.Id, 1, Outcome(OutcomeCodes.ApiError), null, null, true, Now, Now)]).State;
        var next = Assert.IsType<AttemptStarting>(Assert.Single(Start(state, 2)));
        Assert.Equal(("new-session", false, null), (next.SessionId, next.Resume, next.Prompt));
    }

    [Fact]
    public void A_silent_agent_is_interrupted_first_and_stopped_when_that_does_not_help()
    {
        var silent = new ProcessProtocol.Silent(First, TimeSpan.FromMinutes(10));
        Given([.. Begun, Running]).When(state => Fact(state, silent)).Then(new AgentInterrupted(Spec.Id, 1, 600_000, Now));
        var stop = Assert.IsType<StopRequested>(Assert.Single(Fact(Given([.. Begun, Running, new AgentInterrupted(Spec.Id, 1, 600_000, Now)]).State, silent)));
        Assert.Equal(OutcomeCodes.Stalled, stop.Cause.Code);
    }

    [Fact]
    public void An_interrupted_agent_that_ends_has_stalled_whatever_it_exits_with_and_goes_on_in_its_session()
    {
        var state = Given([.. BegunWithRetries, new SessionNamed(Spec.Id, 1, "session", null, Now), new AgentInterrupted(Spec.Id, 1, 600_000, Now)]).State;
        var failed = Assert.IsType<AttemptFailed>(Assert.Single(Fact(state, Failed(OutcomeCodes.AgentError))));
        Assert.Equal(OutcomeCodes.Stalled, failed.Outcome.Code);
        Assert.True(Assert.IsType<AttemptStarting>(Assert.Single(Start(state.Apply(failed), 2))).Resume);
    }

    [Fact]
    public void An_evicted_attempt_uses_up_none_and_comes_back()
    {
        var evicted = Given([.. Begun, Running, new StopRequested(Spec.Id, 1, new(OutcomeCodes.Evicted, "Memory.", "scaler"), Now)]).State;
        Assert.False(Assert.IsType<AttemptFailed>(Assert.Single(Fact(evicted, Failed(OutcomeCodes.Killed)))).Counts);
    }

    [Fact]
    public void The_last_checkpoint_is_stored_with_the_end()
    {
        var checkpoint = new Checkpoint(Now, "session", 3, "Half of it.", null, null, null);
        var events = Fact(Given(Begun).State, Failed(OutcomeCodes.AgentError) with { Checkpoint = checkpoint });
        Assert.Equal([typeof(CheckpointTaken), typeof(Ended)], events.Select(happened => happened.GetType()));
    }

    private static Moment Later(long milliseconds) => new(Now.AddMilliseconds(milliseconds), Began.Awake + milliseconds);

    private static IReadOnlyList<IEvent> Start(TaskState state, int number) =>
        TaskDecider.Decide(state, new Start(Spec, number), new Dictionary<TaskId, EndDescription>(), number == 1 ? "session" : "new-session", Began);

    private static IReadOnlyList<IEvent> Cancel(TaskState state, StopCause cause) => TaskDecider.Decide(state, new Cancel(Spec.Id, Spec, cause), Now).Events;

    private static IReadOnlyList<IEvent> Fact(TaskState state, ProcessProtocol.IFact fact) => TaskDecider.Decide(state, fact, Now, roll: 0.5);

    private static OutcomeView Outcome(string code) => new(code, "Because.");

    private static ProcessProtocol.Ended Failed(string code) => new(First, new(1, null), new(Outcome(code)));

    private static Ended Ended(TaskPhase phase) => new(Spec.Id, 1, phase, new(OutcomeCodes.Succeeded, "Done."), null, null, null, Now);

    private static Scenario<TaskState, IEvent> Given(params IEvent[] events) => Scenario.Given(TaskState.Unknown, (state, e) => state.Apply(e), events);
}
