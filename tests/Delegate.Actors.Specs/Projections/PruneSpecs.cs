using System.Text;
using Akka.Actor;
using Akka.Event;
using Akka.TestKit;
using Delegate.Actors.Dag;
using Delegate.Actors.Hosting;
using Delegate.Contracts;
using Delegate.TestKit;
using Microsoft.Data.Sqlite;

namespace Delegate.Actors.Specs.Projections;

/// <summary>What is pruned is gone: from the tables, the journal's file and the disk; and everything goes on.</summary>
public class PruneSpecs() : DelegateTestKit(JournalIn.Disk)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_pruned_task_leaves_nothing_behind_and_the_host_goes_on_after_a_restart()
    {
        var gone = await RunAsync("SECRET-WORDS of the pruned one");
        var kept = await RunAsync("the kept one");
        Directory.CreateDirectory(Path.Combine(Home.TasksFolder, gone.Value, "1"));
        File.WriteAllText(Path.Combine(Home.TasksFolder, gone.Value, "1", "stdout"), "output");
        Assert.True(JournalHolds("SECRET-WORDS"));

        Assert.Equal([gone], await PruneAsync(gone));

        Assert.Null(await ViewAsync(gone));
        Assert.Empty(Queries.PositionsOf(gone, 0, 10));
        Assert.False(Directory.Exists(Path.Combine(Home.TasksFolder, gone.Value)));
        Assert.Empty(Journal.EventsOf(Home, gone));
        Assert.False(JournalHolds("SECRET-WORDS"));
        Assert.DoesNotContain(Journal.EventsOf(Home, DagCoordinatorActor.Id), happened => happened is DagProtocol.GraphAccepted graph && graph.Tasks[0].Spec.Id == gone);
        await RestartAsync();
        Assert.Equal(TaskPhase.Succeeded, (await ViewAsync(kept))!.Phase);
        await RunAsync("another one", new DependencyRequest(kept.Value));
        var refused = await SubmitAsync(NewTask() with { After = [new(gone.Value)] });
        Assert.Equal(ErrorCodes.DependencyNotFound, refused.Error!.Code);
    }

    [Fact]
    public async Task Tables_made_anew_do_not_know_what_was_pruned_and_are_what_they_were()
    {
        var graph = (await SubmitAsync(NewTask("one", "one"), NewTask("two", "two") with { After = [new("one", DependencyPolicy.Run)] })).Reply!;
        await FinishAsync();
        await FinishAsync();
        await AwaitPhaseAsync(graph.Tasks[1].Id, TaskPhase.Succeeded);
        await RunAsync("three");
        await PruneAsync(graph.Tasks[0].Id, await RunAsync("four")); // one of a submission, and a whole one
        await RunAsync("five");
        await CoordinatorHasHeardAsync();
        await ViewAsync(graph.Tasks[1].Id); // the projector's barrier
        var before = Tables();

        await RestartAsync(() =>
        {
            foreach (var file in Directory.GetFiles(Home.Path, "views.db*"))
                File.Delete(file);
        });

        Assert.Null(await ViewAsync(graph.Tasks[0].Id));
        Assert.Equal(before, Tables());
        Assert.Equal(3, Queries.List(TaskFilter.All).Tasks.Count);
    }

    [Fact]
    public async Task What_an_unfinished_task_refers_to_stays()
    {
        var parent = await RunAsync("parent");
        var free = await RunAsync("free");
        var child = await SubmitOneAsync("child", new DependencyRequest(parent.Value));
        await AgentStartsAsync();

        var dry = await AskAsync(new DagProtocol.Prune([parent, free, child], "cli", DryRun: true));
        Assert.Equal([free], dry.Pruned);
        Assert.NotNull(await ViewAsync(free));
        Assert.Equal([free], await PruneAsync(parent, free, child));
        Assert.Null(await ViewAsync(free));
        Assert.NotNull(await ViewAsync(parent));
        Assert.Equal(TaskPhase.Running, (await ViewAsync(child))!.Phase);
    }

    [Fact]
    public async Task An_erasure_of_which_nobody_knows_whether_it_was_done_is_done_again_by_the_next_host()
    {
        var id = await RunAsync("SECRET-WORDS");
        await AskAsync(new DagProtocol.Prune([id], "cli")); // stored; nobody waits for the eraser
        var left = Path.Combine(Home.TasksFolder, id.Value, "1");
        await RestartAsync(() =>
        {
            Directory.CreateDirectory(left);
            foreach (var file in Directory.GetFiles(Home.Path, "views.db*"))
                File.Delete(file); // its notes with it
        });

        await PruneAsync(await RunAsync("one more"));

        Assert.False(Directory.Exists(left));
        Assert.False(JournalHolds("SECRET-WORDS"));
    }

    [Fact]
    public async Task The_numbering_of_the_coordinators_entries_goes_on_where_it_was()
    {
        var ids = new List<TaskId>();
        for (var i = 0; i < 3; i++)
            ids.Add(await RunAsync($"{i}"));
        await PruneAsync([.. ids]);
        // Nothing but the snapshot's numbering tells the next event its number: it must go on, not begin again.
        var last = Journal.EventsOf(Home, DagCoordinatorActor.Id).Count;
        var highest = Scalar("SELECT max(sequence_number) FROM journal WHERE persistence_id = 'dag'");
        Assert.True(highest > last);
        await RestartAsync();
        await RunAsync("next");
        Assert.True(Scalar("SELECT max(sequence_number) FROM journal WHERE persistence_id = 'dag'") >= highest + 2); // accepted, dispatched
    }

    [Fact]
    public async Task A_task_that_waited_for_a_line_whose_members_are_pruned_is_made_anew_as_it_was()
    {
        var first = await SubmitOneAsync("first");
        var (launch, slot) = await AgentStartsAsync();
        slot.Tell(EndedBadly(launch.Attempt));
        await AwaitPhaseAsync(first, TaskPhase.Failed);
        var held = await SubmitOneAsync("held", new DependencyRequest(first.Value, DependencyPolicy.Hold));
        var retry = TaskId.New();
        await Kit.AwaitConditionAsync(async () => (await Actor<DagCoordinatorKey>().Ask<DagProtocol.SubmitAnswer>(
            new DagProtocol.Again(first, LineageKind.Retry, retry, "graph-again", null, "cli"), Patience)).Reply is not null, Patience);
        await FinishAsync(); // the retry
        await FinishAsync(); // the held one
        await AwaitPhaseAsync(held, TaskPhase.Succeeded);
        Assert.Equal(2, (await PruneAsync(first, retry)).Count);
        var before = Tables();
        Assert.Contains("\"done\":true", before, StringComparison.Ordinal);

        await RestartAsync(() =>
        {
            foreach (var file in Directory.GetFiles(Home.Path, "views.db*"))
                File.Delete(file);
        });

        await ViewAsync(held);
        Assert.Equal(before, Tables());
    }

    private async Task<TaskId> RunAsync(string prompt, params DependencyRequest[] after)
    {
        var id = await SubmitOneAsync(prompt, after);
        await FinishAsync();
        await AwaitPhaseAsync(id, TaskPhase.Succeeded);
        return id;
    }

    private async Task FinishAsync()
    {
        var (launch, slot) = await AgentStartsAsync();
        slot.Tell(EndedWell(launch.Attempt, "answer"));
    }

    /// <summary>Prunes, and waits until nothing is left to erase.</summary>
    private async Task<IReadOnlyList<TaskId>> PruneAsync(params TaskId[] ids)
    {
        // The end of a task is known to its view before it is to the coordinator.
        foreach (var id in ids)
            await Kit.AwaitConditionAsync(() => Task.FromResult(Scalar($"SELECT count(*) FROM journal WHERE persistence_id = 'dag' AND manifest = 'dag.task-closed.v1' AND CAST(message AS TEXT) LIKE '%{id}%'") > 0 || Queries.Find(id)?.View.Phase.IsTerminal() != true), Patience);
        var log = Erasures();
        var answer = await AskAsync(new DagProtocol.Prune(ids, "cli"));
        if (answer.Pruned.Count > 0)
            await log.FishForMessageAsync(said => $"{said}".Contains("; 0 wait for a snapshot", StringComparison.Ordinal), Patience);
        return answer.Pruned;
    }

    private TestProbe Erasures()
    {
        var log = Kit.CreateTestProbe();
        Kit.Sys.EventStream.Subscribe(log, typeof(Info));
        return log;
    }

    private Task<DagProtocol.PruneAnswer> AskAsync(DagProtocol.Prune command) => Actor<DagCoordinatorKey>().Ask<DagProtocol.PruneAnswer>(command, Patience);

    /// <summary>True when a text is anywhere in the journal's file or in its WAL.</summary>
    private bool JournalHolds(string text) => new[] { "", "-wal" }.Select(suffix => Home.JournalFile + suffix).Where(File.Exists).Any(file =>
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
    });

    /// <summary>Every row of every table that says anything of a task.</summary>
    private string Tables()
    {
        var text = new StringBuilder();
        using var connection = new SqliteConnection($"Data Source={Home.ViewsFile};Mode=ReadOnly;Pooling=False");
        connection.Open();
        foreach (var table in new[] { "tasks", "edges", "lines", "history" })
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"SELECT * FROM {table} ORDER BY 1, 2";
            using var reader = command.ExecuteReader();
            while (reader.Read())
                text.AppendJoin('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i))).AppendLine();
        }
        return text.ToString();
    }

    private long Scalar(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Home.JournalFile};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
