using CsCheck;
using Delegate.Actors.Processes;
using Delegate.Actors.Tasks;
using Delegate.Contracts;
using static Delegate.Actors.Tasks.TaskProtocol;

namespace Delegate.Actors.Specs.Tasks;

/// <summary>What holds of a task whatever is said to it, in whatever order, however often, and wherever the host dies.</summary>
public class TaskPropertySpecs
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Moment Moment = new(Now, 100_000);
    private static readonly AttemptIdentity Identity = new(new(10, 1, "boot"), new(11, 1, "boot"));
    private static readonly TaskSpec Spec = new()
    {
        Id = TaskId.New(), GraphId = "graph-1", Agent = "claude", Prompt = "do it", Cwd = "/", TimeoutMs = 1_000, Retry = RetryRules.Defaults with { MaxAttempts = 4 },
    };

    private static readonly string[] Codes =
        [OutcomeCodes.Succeeded, OutcomeCodes.AgentError, OutcomeCodes.ApiError, OutcomeCodes.UsageLimit, OutcomeCodes.Lost, OutcomeCodes.Killed];

    /// <summary>Something that may be said to a task: which message, about which attempt.</summary>
    private static readonly Gen<(int Message, int Attempt, int Code)> Said = Gen.Select(Gen.Int[0, 15], Gen.Int[1, 5], Gen.Int[0, Codes.Length - 1]);

    [Fact]
    public void A_task_ends_once_and_stays_ended_and_never_goes_back_to_an_attempt() => Said.Array[0, 60].Sample(script =>
    {
        var (state, ends, attempt) = (TaskState.Unknown, 0, 0);
        foreach (var said in script)
        {
            var events = Decide(state, said);
            Assert.True(ends == 0 || events.Count == 0, "an ended task said something");
            foreach (var happened in events)
            {
                state = state.Apply(happened);
                ends += happened is Ended ? 1 : 0;
                Assert.True(state.Attempt >= attempt, "an attempt came back");
                attempt = state.Attempt;
            }
            Assert.Equal(ends == 1, state.HasEnded);
            Assert.True(!state.HasEnded || state.Outcome is not null, "an end without an outcome");
            Assert.True(state.Failures <= 4, "more attempts than the policy has");
        }
    });

    [Fact]
    public void Wherever_the_host_dies_the_journal_alone_gives_the_same_state_back() => Said.Array[1, 60].Sample(script =>
    {
        var (state, journal) = (TaskState.Unknown, new List<IEvent>());
        foreach (var said in script)
        {
            // Events of one decision are one write: all of them, or none.
            var events = Decide(state, said);
            journal.AddRange(events);
            state = events.Aggregate(state, (before, happened) => before.Apply(happened));
            Assert.Equal(state, journal.Aggregate(TaskState.Unknown, (before, happened) => before.Apply(happened)));
        }
    });

    [Fact]
    public void Saying_a_thing_twice_is_saying_it_once() => Said.Array[1, 40].Sample(script =>
    {
        var state = TaskState.Unknown;
        foreach (var said in script)
        {
            state = Decide(state, said).Aggregate(state, (before, happened) => before.Apply(happened));
            // A checkpoint and an adoption are facts each time; they do not move the task.
            var again = Decide(state, said);
            Assert.DoesNotContain(again, happened => happened is Ended or AttemptFailed or AttemptStarting or Accepted or AttemptPaused or AttemptContinued);
            Assert.True(said.Message == SilenceMessage || !again.Any(happened => happened is StopRequested), "a second stop");
        }
    });

    private const int SilenceMessage = 12; // the second one is the next rung of the ladder

    private static IReadOnlyList<IEvent> Decide(TaskState state, (int Message, int Attempt, int Code) said)
    {
        var attempt = new AttemptKey(Spec.Id, said.Attempt);
        var outcome = new OutcomeView(Codes[said.Code], "Because.");
        IReadOnlyList<IEvent> Fact(ProcessProtocol.IFact fact) => TaskDecider.Decide(state, fact, Now, 0.5);
        return said.Message switch
        {
            0 or 1 => TaskDecider.Decide(state, new Start(Spec, said.Attempt), new Dictionary<TaskId, EndDescription>(), $"session-{said.Attempt}", Moment),
            2 => TaskDecider.Decide(state, new Cancel(Spec.Id, said.Code == 0 ? Spec : null, new(OutcomeCodes.Cancelled, "Enough.", "cli")), Now).Events,
            3 => TaskDecider.DecideTimeout(state, attempt, new(Now.AddSeconds(2), Moment.Awake + 2_000)),
            4 => TaskDecider.Decide(state, new Pause(Spec.Id, "cli"), Moment),
            5 => TaskDecider.Decide(state, new Continue(Spec.Id, "cli"), Moment),
            6 => TaskDecider.Decide(state, new Evict(attempt, "Memory."), Now),
            7 or 8 => Fact(new ProcessProtocol.Running(attempt, Identity, Adopted: said.Code == 0)),
            9 => Fact(new ProcessProtocol.Reported(attempt, $"session-{said.Code}", "model")),
            10 => Fact(new ProcessProtocol.Progressed(attempt, new(Now, "session", 1, "so far", null, null, null))),
            11 => Fact(new ProcessProtocol.Heard(attempt)),
            SilenceMessage => Fact(new ProcessProtocol.Silent(attempt, TimeSpan.FromMinutes(1))),
            13 => Fact(new ProcessProtocol.LaunchFailed(attempt, outcome)),
            _ => Fact(new ProcessProtocol.Ended(attempt, new(0, null), new(outcome), new(Now, "session", 2, "the end", null, null, null))),
        };
    }
}
