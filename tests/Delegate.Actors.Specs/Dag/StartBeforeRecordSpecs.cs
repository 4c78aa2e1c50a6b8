using Akka.Actor;
using Delegate.Actors.Dag;
using Delegate.Actors.Processes;
using Delegate.Actors.Tasks;
using Delegate.Contracts;
using Delegate.TestKit;

namespace Delegate.Actors.Specs.Dag;

/// <summary>A child begins while the coordinator still writes down that it may: what if that never gets into the journal (ADR 0071).</summary>
public class StartBeforeRecordSpecs : DelegateTestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_child_that_has_begun_goes_on_as_one_attempt_though_the_coordinator_lost_its_records(bool alsoOfTheEnd)
    {
        var parent = await SubmitOneAsync("first");
        var child = await SubmitOneAsync("second", new DependencyRequest(parent.Value));
        var (launch, slot) = await AgentStartsAsync();
        slot.Tell(EndedWell(launch.Attempt));
        var (second, its) = await AgentStartsAsync();
        Assert.Equal(new AttemptKey(child, 1), second.Attempt);
        its.Tell(new ProcessProtocol.Running(second.Attempt, FakeIdentity(second.Attempt), Adopted: false));
        await AwaitPhaseAsync(child, TaskPhase.Running);
        await CoordinatorHasHeardAsync();

        await RestartAsync(() => Journal.Forget(Home, DagCoordinatorActor.Id, happened => alsoOfTheEnd
            ? happened is DagProtocol.TaskClosed
            : happened is DagProtocol.TaskDispatched dispatched && dispatched.TaskId == child));
        var again = await Agents.FishForMessageAsync(message => message is ProcessProtocol.Adopt or ProcessProtocol.Launch, Patience);
        Assert.Equal(second.Attempt, ((ProcessProtocol.ICommand)again).Attempt);
        Agents.LastSender.Tell(new ProcessProtocol.Running(second.Attempt, FakeIdentity(second.Attempt), Adopted: true));
        Agents.LastSender.Tell(EndedWell(second.Attempt));

        await AwaitPhaseAsync(child, TaskPhase.Succeeded);
        await CoordinatorHasHeardAsync();
        Assert.Equal([1], Journal.EventsOf(Home, child).OfType<TaskProtocol.AttemptStarting>().Select(attempt => attempt.Number));
        Assert.Single(Journal.EventsOf(Home, DagCoordinatorActor.Id).OfType<DagProtocol.TaskClosed>(), closed => closed.TaskId == child);
        Assert.Single(Journal.EventsOf(Home, DagCoordinatorActor.Id).OfType<DagProtocol.TaskClosed>(), closed => closed.TaskId == parent);
    }
}
