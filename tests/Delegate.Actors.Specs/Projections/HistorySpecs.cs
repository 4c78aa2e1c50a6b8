using Akka.Actor;
using Delegate.Actors.Dag;
using Delegate.Actors.Hosting;
using Delegate.Actors.Processes;
using Delegate.Actors.Projections;
using Delegate.Actors.Serialization;
using Delegate.Actors.Tasks;
using Delegate.Contracts;
using Delegate.TestKit;

namespace Delegate.Actors.Specs.Projections;

public class HistorySpecs : DelegateTestKit
{
    [Fact]
    public async Task A_task_that_failed_and_was_tried_again_tells_all_of_it_in_order()
    {
        var task = NewTask(new string('p', 1_000), "build") with { Retry = new() { MaxAttempts = 2, BackoffMs = 60_000, On = [FailureClass.AgentError] } };
        var answer = await SubmitAsync(task, NewTask("second", "test") with { After = [new("build")] });
        var (build, test) = (answer.Reply!.Tasks[0].Id, answer.Reply.Tasks[1].Id);
        var (first, slot) = await AgentStartsAsync();
        slot.Tell(EndedBadly(first.Attempt, 7));
        await AwaitPhaseAsync(build, TaskPhase.Retrying);
        await CoordinatorHasHeardAsync(build);
        var waiting = Kinds(await HistoryAsync(build));
        Clock.Advance(Kit.Sys, TimeSpan.FromMinutes(5));
        var (second, again) = await AgentStartsAsync();
        again.Tell(EndedWell(second.Attempt, new string('r', 1_000)));
        await AwaitPhaseAsync(test, TaskPhase.Starting);

        var history = await HistoryAsync(build);
        Assert.Equal(["graph-accepted", "task-dispatched", "accepted", "attempt-starting", "attempt-running", "attempt-failed"], waiting.Take(6));
        Assert.Equal(
            ["graph-accepted", "task-dispatched", "accepted", "attempt-starting", "attempt-running", "attempt-failed", "task-parked",
                "task-dispatched", "attempt-starting", "attempt-running", "ended", "task-closed"],
            Kinds(history));
        Assert.Contains("exit 7", history[5].Message, StringComparison.Ordinal);
        Assert.Contains("Attempt 2", history[8].Message, StringComparison.Ordinal);
        Assert.Equal(history.OrderBy(entry => entry.Position), history);
        Assert.All(history, entry => Assert.True(entry.Event.GetRawText().Length < 2_000, entry.Event.GetRawText()));
        Assert.DoesNotContain(test.Value, history[0].Event.GetRawText(), StringComparison.Ordinal);
        Assert.Contains($"{build}, which it waited for, has succeeded", string.Join('\n', (await HistoryAsync(test)).Select(entry => entry.Message)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_history_is_paged_and_the_pages_join()
    {
        var id = await SubmitOneAsync();
        var (launch, slot) = await AgentStartsAsync();
        slot.Tell(EndedWell(launch.Attempt));
        await AwaitPhaseAsync(id, TaskPhase.Succeeded);
        await ViewAsync(id);
        var (parts, after) = (new List<HistoryEntry>(), default(long?));
        do
        {
            var page = new HistoryReader(Home, Queries).Read(id, new(after, 2));
            Assert.InRange(page.Entries.Count, 0, 2);
            parts.AddRange(page.Entries);
            after = page.Next;
        }
        while (after is not null);
        // The coordinator closes it a moment later: the whole may have one more.
        Assert.InRange(parts.Count, 6, 7);
        Assert.Equal((await HistoryAsync(id)).Take(parts.Count).Select(entry => entry.Position), parts.Select(entry => entry.Position));
    }

    [Fact]
    public async Task A_retry_is_in_the_history_of_both_and_a_wish_names_who_had_it()
    {
        var id = await SubmitOneAsync();
        await AgentStartsAsync();
        await Actor<DagCoordinatorKey>().Ask<TaskProtocol.CancelReply>(new DagProtocol.Cancel(id, new(OutcomeCodes.Cancelled, "Enough.", "mcp")));
        var stop = await Agents.ExpectMsgAsync<ProcessProtocol.Stop>(TimeSpan.FromSeconds(20));
        Agents.LastSender.Tell(EndedBadly(stop.Attempt));
        await AwaitPhaseAsync(id, TaskPhase.Cancelled);
        var again = await Actor<DagCoordinatorKey>().Ask<DagProtocol.SubmitAnswer>(new DagProtocol.Again(id, LineageKind.Retry, TaskId.New(), "graph-again", null, "cli"));
        var retry = Assert.Single(again.Reply!.Tasks).Id;

        var old = (await HistoryAsync(id)).Select(entry => entry.Message).ToList();
        Assert.Contains("Mcp wants it ended: Enough.", old);
        Assert.Equal($"Retried as {retry}, by cli.", old[^1]);
        Assert.Contains($"a retry of {id}", (await HistoryAsync(retry))[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_event_that_names_a_task_has_words_and_an_owner()
    {
        foreach (var type in Manifests.ByType.Keys.Where(type => type != typeof(DagState)))
        {
            var golden = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Golden"), $"{Manifests.ByType[type]}.json");
            if (golden.Length == 0)
                continue;
            var happened = JournalSerializer.Decode(File.ReadAllBytes(golden[0]), Manifests.ByType[type]);
            var owners = TaskNames.ConcernedBy(happened, _ => [], _ => []).ToList();
            if (owners.Count == 0)
                Assert.True(happened is DagProtocol.QueueConfigured or DagProtocol.AllPaused or DagProtocol.TasksPruned || happened is not (DagProtocol.IEvent or TaskProtocol.IEvent), $"{type} names no task");
            else
                Assert.NotEmpty(HistoryWords.Of(owners[0], happened));
        }
    }

    private static IEnumerable<string> Kinds(IEnumerable<HistoryEntry> history) => history.Select(entry => entry.Kind);

    private async Task<IReadOnlyList<HistoryEntry>> HistoryAsync(TaskId id)
    {
        await ViewAsync(id);
        return new HistoryReader(Home, Queries).Read(id, new()).Entries;
    }
}
