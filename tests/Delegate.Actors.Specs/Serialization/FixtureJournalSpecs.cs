using Akka.Actor;
using Delegate.Actors.Dag;
using Delegate.Actors.Hosting;
using Delegate.Actors.Processes;
using Delegate.Contracts;
using Delegate.TestKit;

namespace Delegate.Actors.Specs.Serialization;

/// <summary>Journals that earlier versions left (<c>Fixtures/README.md</c>), and today's actors over them.</summary>
public class FixtureJournalSpecs : DelegateTestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_journal_of_the_first_version_is_shown_as_it_was_and_goes_on()
    {
        await RestartAsync(() => Take("journal-0.1.db"));
        var adopted = new Dictionary<TaskId, (ProcessProtocol.Adopt Adopt, IActorRef Slot)>();
        while (adopted.Count < 2)
        {
            var adopt = await Agents.ExpectMsgAsync<ProcessProtocol.Adopt>(Patience);
            adopted[adopt.Attempt.Task] = (adopt, Agents.LastSender);
        }
        await ViewAsync(TaskId.New()); // the projector's barrier
        Assert.Equal(
            [
                "running  exec tail -f /dev/null", "cancelled fixture exec tail -f /dev/null", "waiting  echo after", "running  exec tail -f /dev/null",
                "failed It ran longer than its limit of 00:00:01. exec tail -f /dev/null", "waiting  echo held",
                "failed It exited with status 7: oops. echo oops >&2; exit 7", "succeeded Done. echo hello; exit 0",
            ],
            Queries.List(TaskFilter.All).Tasks.Select(task => $"{task.Phase.ToString().ToLowerInvariant()} {task.Outcome?.Message} {task.Summary}"));

        // The child of one that runs is released, and the one that is held follows a retry, which no version before knew.
        var tasks = Queries.List(TaskFilter.All).Tasks;
        var (child, held) = (tasks[2], tasks[5]);
        var parent = adopted[child.After[0].Id];
        parent.Slot.Tell(EndedWell(parent.Adopt.Attempt));
        Assert.Equal("echo after", (await AgentStartsAsync()).Launch.Spec.Prompt);
        var again = await Actor<DagCoordinatorKey>().Ask<DagProtocol.SubmitAnswer>(
            new DagProtocol.Again(held.After[0].Id, LineageKind.Retry, TaskId.New(), "graph-again", null, "spec"), Patience);
        Assert.Null(again.Error);
        var (launch, slot) = await AgentStartsAsync();
        slot.Tell(EndedWell(launch.Attempt));
        Assert.Equal("echo held", (await AgentStartsAsync()).Launch.Spec.Prompt);
    }

    private void Take(string name)
    {
        foreach (var file in Directory.GetFiles(Home.Path, "*.db*"))
            File.Delete(file);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Fixtures", name), Home.JournalFile);
    }
}
