using Akka.Actor;
using Delegate.Actors.Dag;
using Delegate.Actors.Hosting;
using Delegate.Actors.Processes;
using Delegate.Actors.Tasks;
using Delegate.Contracts;
using Delegate.TestKit;

namespace Delegate.Actors.Specs.Dag;

/// <summary>A host with a long past: only what is not finished is brought back.</summary>
public class LongPastSpecs : DelegateTestKit
{
    private const int Finished = 10_000;
    private const int Unfinished = 1_000;
    private const int Running = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly DateTimeOffset At = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Of_ten_thousand_finished_and_a_thousand_unfinished_tasks_only_those_that_run_are_woken()
    {
        Options = Options with { MaxSlots = Running };
        var specs = Enumerable.Range(0, Finished + Unfinished)
            .Select(i => new TaskSpec { Id = TaskId.New(), GraphId = "past", Agent = AgentNames.Shell, Prompt = $"{i}", Cwd = "/" }).ToList();
        var (finished, running) = (specs[..Finished], specs[Finished..(Finished + Running)]);
        await CoordinatorHasHeardAsync(); // the journal has its tables
        await RestartAsync(() => Journal.Append(Home, Past(specs, finished, running)));

        var adopted = new HashSet<TaskId>();
        while (adopted.Count < Running)
            adopted.Add((await Agents.ExpectMsgAsync<ProcessProtocol.Adopt>(Patience)).Attempt.Task);
        Assert.Equal(running.Select(spec => spec.Id).ToHashSet(), adopted);
        await CoordinatorHasHeardAsync();
        Agents.ExpectNoMsg(TimeSpan.Zero);

        Assert.Equal(running.Select(spec => spec.Id.Value).Order(), await LiveTaskActorsAsync());
        await ViewAsync(finished[0].Id); // the projector's barrier
        Assert.Equal(Finished, Queries.Counts()["succeeded"]);
        Assert.Equal(Unfinished - Running, Queries.Counts()["queued"]);
    }

    private static IEnumerable<(string, object)> Past(List<TaskSpec> specs, List<TaskSpec> finished, List<TaskSpec> running)
    {
        yield return ("dag", new DagProtocol.GraphAccepted("past", "spec", null, [.. specs.Select(spec => new DagProtocol.AcceptedTask(spec, []))], At));
        foreach (var spec in finished.Concat(running))
        {
            yield return ("dag", new DagProtocol.TaskDispatched(spec.Id, At));
            yield return (spec.Id.Value, new TaskProtocol.Accepted(spec, At));
            yield return (spec.Id.Value, new TaskProtocol.AttemptStarting(spec.Id, 1, "session", At));
            yield return (spec.Id.Value, new TaskProtocol.AttemptRunning(spec.Id, 1, FakeIdentity(new(spec.Id, 1)), false, At));
        }
        foreach (var spec in finished)
        {
            yield return (spec.Id.Value, new TaskProtocol.Ended(spec.Id, 1, TaskPhase.Succeeded, new(OutcomeCodes.Succeeded, "Done."), null, null, null, At));
            yield return ("dag", new DagProtocol.TaskClosed(spec.Id, TaskPhase.Succeeded, new(OutcomeCodes.Succeeded, "Done."), At));
        }
    }

    /// <summary>The names of the task actors that live: each child of their parent answers.</summary>
    private async Task<IReadOnlyList<string>> LiveTaskActorsAsync()
    {
        var probe = Kit.CreateTestProbe();
        Kit.Sys.ActorSelection("/user/tasks/*").Tell(new Identify(1), probe);
        var names = new List<string>();
        while (names.Count < Running)
            names.Add((await probe.ExpectMsgAsync<ActorIdentity>(Patience)).Subject.Path.Name);
        // One more question behind the first ones: who would have answered has answered.
        Kit.Sys.ActorSelection("/user/tasks").Tell(new Identify(2), probe);
        Assert.Equal(2, (await probe.ExpectMsgAsync<ActorIdentity>(Patience)).MessageId);
        return [.. names.Order()];
    }
}
