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

    [Fact]
    public async Task A_journal_of_the_second_version_is_shown_as_it_was_and_goes_on()
    {
        await RestartAsync(() =>
        {
            Take("journal-0.2.db");
            // Its own time, not one before it: a wait that was decided in the future is over (the clock was set back).
            Clock.Set(Journal.EventsOf(Home, "dag").OfType<DagProtocol.TaskParked>().Last().At);
        });
        var adopted = new Dictionary<TaskId, (ProcessProtocol.Adopt Adopt, IActorRef Slot)>();
        while (adopted.Count < 2)
            if (await Agents.FishForMessageAsync(message => message is ProcessProtocol.Adopt, Patience) is ProcessProtocol.Adopt adopt)
                adopted[adopt.Attempt.Task] = (adopt, Agents.LastSender);
        await CoordinatorHasHeardAsync();
        await ViewAsync(TaskId.New()); // the projector's barrier
        var tasks = Queries.List(TaskFilter.All).Tasks;
        Assert.Equal(
            ["succeeded", "paused", "waiting", "paused", "retrying", "cancelled", "waiting", "running", "failed", "failed", "waiting", "failed", "succeeded"],
            tasks.Select(task => task.Phase.ToString().ToLowerInvariant()));
        Assert.Equal((LineageKind.Retry, tasks[11].Id, 1), (tasks[9].Lineage!.Kind, tasks[9].Lineage!.Previous, tasks[9].Lineage!.Number));
        Assert.Equal(tasks[9].Id, Assert.Single(tasks[10].After).Id); // held on the retry, which failed too
        Assert.Equal(("hello again", "night", TaskPhase.Running), (Queries.Find(tasks[0].Id)!.View.Result, tasks[2].Queue, tasks[3].PausedFrom));

        // The one that waits for its next attempt gets it, in the clock's own time: it is long past what the journal says.
        Clock.Advance(Kit.Sys, TimeSpan.FromDays(365));
        var again = (ProcessProtocol.Launch)await Agents.FishForMessageAsync(message => message is ProcessProtocol.Launch, Patience);
        Assert.Equal((tasks[4].Id, 2), (again.Spec.Id, again.Attempt.Number));
        Agents.LastSender.Tell(EndedWell(again.Attempt));
        await AwaitPhaseAsync(tasks[4].Id, TaskPhase.Succeeded);
    }

    private void Take(string name)
    {
        foreach (var file in Directory.GetFiles(Home.Path, "*.db*"))
            File.Delete(file);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Fixtures", name), Home.JournalFile);
    }
}
