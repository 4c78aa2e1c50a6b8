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
    public async Task A_long_prompt_is_summed_up_in_one_line_without_cutting_a_character_in_half()
    {
        var view = await ViewAsync(await SubmitOneAsync("first line\n  second " + string.Concat(Enumerable.Repeat("🙂", 200))));
        Assert.StartsWith("first line second 🙂", view!.Summary, StringComparison.Ordinal);
        Assert.EndsWith("🙂…", view.Summary, StringComparison.Ordinal);
        Assert.InRange(view.Summary.Length, 1, 120);
    }

    private static string Text(TaskView? view) => System.Text.Json.JsonSerializer.Serialize(view, ContractsJson.Default.TaskView);
}
