using Akka.Actor;
using Delegate.Actors.Processes;
using Delegate.Contracts;
using Delegate.TestKit;

namespace Delegate.Actors.Specs.Projections;

public class ReadModelSpecs : DelegateTestKit
{
    [Fact]
    public async Task A_task_is_visible_as_soon_as_its_submission_was_answered()
    {
        for (var i = 0; i < 50; i++)
            Assert.NotNull(await ViewAsync(await SubmitOneAsync($"{i}")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_read_model_that_is_gone_or_torn_is_made_again_from_the_journal(bool torn)
    {
        var answer = await SubmitAsync(NewTask("a", "a"), NewTask("b", "b") with { After = [new("a")] });
        var (launch, slot) = await AgentStartsAsync();
        slot.Tell(EndedWell(launch.Attempt, "answer"));
        await AgentStartsAsync();
        var before = await Task.WhenAll(answer.Reply!.Tasks.Select(task => ViewAsync(task.Id)));

        await RestartAsync(() =>
        {
            foreach (var file in Directory.GetFiles(Home.Path, "views.db*"))
                File.Delete(file);
            if (torn)
                File.WriteAllText(Home.ViewsFile, "no database");
        });

        var after = await Task.WhenAll(answer.Reply!.Tasks.Select(task => ViewAsync(task.Id)));
        Assert.Equal(before.Select(Text), after.Select(Text));
        Assert.Equal("answer", after[0]!.Result);
    }

    [Fact]
    public async Task A_list_is_paged_newest_first_and_filtered_by_phase()
    {
        Options = Options with { MaxSlots = 1 };
        await RestartAsync();
        for (var i = 0; i < 5; i++)
            await SubmitOneAsync($"{i}");
        await AgentStartsAsync();

        var page = Queries.List(TaskFilter.All with { Limit = 2 });
        Assert.Equal(["4", "3"], page.Tasks.Select(task => task.Summary));
        var next = Queries.List(TaskFilter.All with { Limit = 2, Before = page.Next });
        Assert.Equal(["2", "1"], next.Tasks.Select(task => task.Summary));
        Assert.Equal(["0"], Queries.List(new([TaskPhase.Running])).Tasks.Select(task => task.Summary));
        Assert.Equal((4L, 1L, 0L), (Queries.Counts()["queued"], Queries.Counts()["running"], Queries.Counts()["failed"]));
    }

    [Fact]
    public async Task The_git_state_before_and_after_and_the_answer_as_JSON_are_in_the_view()
    {
        var id = await SubmitOneAsync();
        var launch = await Agents.ExpectMsgAsync<ProcessProtocol.Launch>(TimeSpan.FromSeconds(20));
        var slot = Agents.LastSender;
        GitState before = new("main", "0123abcd", [], 0), after = new("main", "4567cdef", ["a.txt"], 1);
        slot.Tell(new ProcessProtocol.Running(launch.Attempt, FakeIdentity(launch.Attempt), false, before));
        slot.Tell(new ProcessProtocol.Ended(
            launch.Attempt, new(0, null), new(new(OutcomeCodes.Succeeded, "Done.", 0), "{\"n\":1}", ResultJson: "{\"n\":1}"),
            new(Clock.Time.GetUtcNow(), null, 1, null, "{\"n\":1}", after, null)));

        var view = await AwaitPhaseAsync(id, TaskPhase.Succeeded);

        Assert.Equivalent((before, after), (view.GitBefore, view.Checkpoint!.Git));
        Assert.Equal(1, view.Structured!.Value.GetProperty("n").GetInt32());
    }

    [Fact]
    public async Task A_list_is_filtered_by_everything_that_is_known_of_a_task()
    {
        Options = Options with { MaxSlots = 1 };
        await RestartAsync();
        var start = Clock.Now;
        var one = (await SubmitAsync(
            NewTask("write the Parser", "build") with { Queue = "nightly", Cwd = "/tmp" },
            NewTask("ÜBER 100% of_it", "test") with { Cwd = "/tmp/" })).Reply!;
        Clock.Advance(Kit.Sys, TimeSpan.FromHours(1));
        var two = (await SubmitAsync(NewTask("three") with { Cwd = "/usr/bin" }, NewTask("four") with { Cwd = "/usr" }, NewTask("five") with { Cwd = "/usr/../usr/lib" })).Reply!;
        var (launch, slot) = await AgentStartsAsync();
        slot.Tell(EndedBadly(launch.Attempt, 7));
        await AwaitPhaseAsync(one.Tasks[0].Id, TaskPhase.Failed);

        AssertList(["write the Parser"], filter => filter with { Queue = "nightly" });
        AssertList(["five", "four", "three", "ÜBER 100% of_it"], filter => filter with { Queue = "default" });
        AssertList(["ÜBER 100% of_it", "write the Parser"], filter => filter with { Folder = "/tmp" });
        AssertList(["five", "four", "three"], filter => filter with { Folder = "/usr/" });
        AssertList(["five"], filter => filter with { Folder = "/usr/lib" });
        AssertList([], filter => filter with { Folder = "/us" });
        Assert.Equal(5, Queries.List(TaskFilter.All with { Folder = "/" }).Tasks.Count);
        AssertList(["write the Parser"], filter => filter with { Text = "parser" });
        AssertList(["write the Parser"], filter => filter with { Text = "STATUS 7" });
        AssertList(["write the Parser"], filter => filter with { Text = "BUILD" });
        AssertList(["ÜBER 100% of_it"], filter => filter with { Text = "über 100% OF_" });
        AssertList([], filter => filter with { Text = "of%it" });
        AssertList(["five", "four", "three"], filter => filter with { Graph = two.GraphId });
        AssertList(["five", "four", "three"], filter => filter with { Since = start.AddMinutes(1) });
        AssertList(["ÜBER 100% of_it", "write the Parser"], filter => filter with { Until = start.AddMinutes(1) });
        AssertList(["write the Parser"], filter => filter with { Line = one.Tasks[0].Id });
        AssertList(["three"], filter => filter with { Id = two.Tasks[0].Id.Value["task-".Length..][..8] });
        AssertList([], filter => filter with { Agent = "claude" });
        AssertList(["write the Parser"], filter => filter with { Sort = TaskSort.Ended, Since = start.AddMinutes(1) });
        AssertList([], filter => filter with { Sort = TaskSort.Ended, Until = start.AddMinutes(1) });
    }

    [Theory]
    [InlineData(TaskSort.Created, false, "3 2 1 0")]
    [InlineData(TaskSort.Created, true, "0 1 2 3")]
    [InlineData(TaskSort.Ended, false, "1 3 0")]
    [InlineData(TaskSort.Ended, true, "0 3 1")]
    public async Task A_list_in_any_order_is_paged_without_losing_or_doubling_any(TaskSort sort, bool oldestFirst, string order)
    {
        var running = new List<(Delegate.Actors.Processes.AttemptKey, IActorRef Slot)>();
        for (var i = 0; i < 4; i++)
        {
            await SubmitOneAsync($"{i}");
            var (launch, slot) = await AgentStartsAsync();
            running.Add((launch.Attempt, slot));
        }
        foreach (var i in new[] { 0, 3, 1 })
        {
            running[i].Slot.Tell(EndedWell(running[i].Item1));
            await AwaitPhaseAsync(running[i].Item1.Task, TaskPhase.Succeeded);
        }

        var seen = new List<string>();
        var filter = new TaskFilter([], 1) { Sort = sort, OldestFirst = oldestFirst };
        do
        {
            var page = Queries.List(filter);
            seen.AddRange(page.Tasks.Select(task => task.Summary));
            filter = filter with { Before = page.Next };
        }
        while (filter.Before is not null);
        Assert.Equal(order, string.Join(' ', seen));
    }

    private void AssertList(string[] summaries, Func<TaskFilter, TaskFilter> filter) =>
        Assert.Equal(summaries, Queries.List(filter(TaskFilter.All)).Tasks.Select(task => task.Summary));

    [Fact]
    public async Task A_long_prompt_is_summed_up_in_one_line_without_cutting_a_character_in_half()
    {
        var view = await ViewAsync(await SubmitOneAsync("first line\n  second " + string.Concat(Enumerable.Repeat("🙂", 200))));
        Assert.StartsWith("first line second 🙂", view!.Summary, StringComparison.Ordinal);
        Assert.EndsWith("🙂…", view.Summary, StringComparison.Ordinal);
        Assert.InRange(view.Summary.Length, 1, 120);
    }

    private static string Text(TaskView? view) => System.Text.Json.JsonSerializer.Serialize(view, ContractsJson.Default.TaskView);
}
