using CsCheck;
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
    private static readonly TaskSpec Spec = new() { Id = TaskId.New(), GraphId = "graph-1", Agent = "shell", Prompt = "true", Cwd = "/", TimeoutMs = 1_000 };
    private static readonly AttemptKey First = new(Spec.Id, 1);
    private static readonly AttemptIdentity Identity = new(new(10, 1, "boot"), new(11, 1, "boot"));
    private static readonly StopCause Enough = new(OutcomeCodes.Cancelled, "Enough.", "cli");
    private static readonly IEvent[] Begun = [new Accepted(Spec, Now), new AttemptStarting(Spec.Id, 1, "session", Now)];

    [Fact]
    public void A_granted_task_is_accepted_and_its_first_attempt_starts() =>
        Given().When(state => TaskDecider.Decide(state, new Start(Spec), "session", Now)).Then(Begun);

    [Fact]
    public void A_second_grant_changes_nothing() =>
        Given(Begun).When(state => TaskDecider.Decide(state, new Start(Spec), "other", Now)).ThenNothing();

    [Fact]
    public void A_task_that_never_began_is_cancelled_at_once() =>
        Given().When(state => TaskDecider.Decide(state, new Cancel(Spec.Id, Spec, Enough), Now).Events)
            .Then(new Accepted(Spec, Now), new Ended(Spec.Id, 0, TaskPhase.Cancelled, new(OutcomeCodes.Cancelled, "Enough.", By: "cli"), null, null, null, Now));

    [Fact]
    public void A_running_task_that_is_cancelled_is_stopped_first() =>
        Given(Begun).When(state => TaskDecider.Decide(state, new Cancel(Spec.Id, Spec, Enough), Now).Events)
            .Then(new StopRequested(Spec.Id, 1, Enough, Now));

    [Fact]
    public void A_second_cancel_keeps_the_first_cause() =>
        Given([.. Begun, new StopRequested(Spec.Id, 1, Enough, Now)])
            .When(state => TaskDecider.Decide(state, new Cancel(Spec.Id, Spec, Enough with { By = "mcp" }), Now).Events).ThenNothing();

    [Fact]
    public void News_of_another_attempt_is_refused() =>
        Given(Begun).When(state => TaskDecider.Decide(state, new ProcessProtocol.Running(new(Spec.Id, 2), Identity, false), Now)).ThenNothing();

    [Fact]
    public void The_limit_is_not_reached_before_its_time() =>
        Given(Begun).When(state => TaskDecider.DecideTimeout(state, First, Now.AddMilliseconds(999))).ThenNothing();

    [Fact]
    public void A_known_task_that_has_ended_cannot_be_cancelled()
    {
        var state = Given([.. Begun, Ended(TaskPhase.Succeeded)]).State;
        Assert.Equal(ErrorCodes.AlreadyEnded, TaskDecider.Decide(state, new Cancel(Spec.Id, null, Enough), Now).Error!.Code);
    }

    [Fact]
    public void Whatever_is_said_in_whatever_order_and_however_often_a_task_ends_once_and_stays_ended()
    {
        Func<TaskState, IReadOnlyList<IEvent>>[] messages =
        [
            state => TaskDecider.Decide(state, new Start(Spec), "session", Now),
            state => TaskDecider.Decide(state, new Cancel(Spec.Id, Spec, Enough), Now).Events,
            state => TaskDecider.Decide(state, new Cancel(Spec.Id, null, Enough), Now).Events,
            state => TaskDecider.DecideTimeout(state, First, Now.AddSeconds(2)),
            state => TaskDecider.Decide(state, new ProcessProtocol.Running(First, Identity, false), Now),
            state => TaskDecider.Decide(state, new ProcessProtocol.Running(First, Identity, true), Now),
            state => TaskDecider.Decide(state, new ProcessProtocol.Running(new(Spec.Id, 2), Identity, true), Now),
            state => TaskDecider.Decide(state, new ProcessProtocol.Reported(First, "session-2", "model"), Now),
            state => TaskDecider.Decide(state, new ProcessProtocol.Ended(First, new(0, null), new(new(OutcomeCodes.Succeeded, "Done."))), Now),
            state => TaskDecider.Decide(state, new ProcessProtocol.Ended(First, new(1, null), new(new(OutcomeCodes.AgentError, "No."))), Now),
            state => TaskDecider.Decide(state, new ProcessProtocol.LaunchFailed(First, new(OutcomeCodes.BadFolder, "Gone.")), Now),
        ];
        Gen.Int[0, messages.Length - 1].Array[0, 30].Sample(script =>
        {
            var (state, ends) = (TaskState.Unknown, 0);
            foreach (var message in script)
            {
                var events = messages[message](state);
                Assert.True(ends == 0 || events.Count == 0, "an ended task said something");
                foreach (var happened in events)
                {
                    state = state.Apply(happened);
                    ends += happened is Ended ? 1 : 0;
                }
                Assert.Equal(ends == 1, state.HasEnded);
                Assert.Equal(state.HasEnded, state.Outcome is not null);
            }
        });
    }

    private static Ended Ended(TaskPhase phase) => new(Spec.Id, 1, phase, new(OutcomeCodes.Succeeded, "Done."), null, null, null, Now);

    private static Scenario<TaskState, IEvent> Given(params IEvent[] events) => Scenario.Given(TaskState.Unknown, (state, e) => state.Apply(e), events);
}
