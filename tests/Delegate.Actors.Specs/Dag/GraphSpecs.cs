using Delegate.Actors.Processes;
using Delegate.Contracts;
using Delegate.TestKit;

namespace Delegate.Actors.Specs.Dag;

public class GraphSpecs : DelegateTestKit
{
    [Fact]
    public async Task A_chain_runs_in_order_and_each_task_once()
    {
        var answer = await SubmitAsync(
            NewTask("build", "build"),
            NewTask("test", "test") with { After = [new("build")] },
            NewTask("deploy", "deploy") with { After = [new("test")] });
        Assert.Null(answer.Error);

        foreach (var expected in new[] { "build", "test", "deploy" })
        {
            var (launch, slot) = await AgentStartsAsync();
            Assert.Equal(expected, launch.Spec.Prompt);
            Agents.ExpectNoMsg(TimeSpan.Zero);
            slot.Tell(EndedWell(launch.Attempt, $"{expected} done"), Kit.TestActor);
        }

        foreach (var task in answer.Reply!.Tasks)
            Assert.Equal($"{task.Key} done", (await AwaitPhaseAsync(task.Id, TaskPhase.Succeeded)).Result);
        Agents.ExpectNoMsg(TimeSpan.Zero);
    }
}
