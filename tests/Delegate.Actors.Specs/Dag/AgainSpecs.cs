using Akka.Actor;
using Delegate.Actors.Dag;
using Delegate.Actors.Hosting;
using Delegate.Actors.Processes;
using Delegate.Contracts;
using Delegate.TestKit;

namespace Delegate.Actors.Specs.Dag;

/// <summary>Retries and resumes by somebody's wish: new tasks made out of ended ones (N21, A14).</summary>
public class AgainSpecs : DelegateTestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Now = TimeSpan.Zero;

    [Fact]
    public async Task A_retry_is_a_new_task_that_begins_clean_and_knows_where_it_comes_from()
    {
        var old = await FailedAsync("build");
        var retried = await AgainAsync(old, LineageKind.Retry);
        var (launch, slot) = await AgentStartsAsync();
        Assert.Equal((retried, "build", 1, false, null), (launch.Spec.Id, launch.Spec.Prompt, launch.Attempt.Number, launch.Resume, launch.Prompt));
        slot.Tell(EndedWell(launch.Attempt));
        Assert.Equal(new Lineage(old, old, 1, LineageKind.Retry), (await AwaitPhaseAsync(retried, TaskPhase.Succeeded)).Lineage);
        Assert.Equal(TaskPhase.Failed, (await ViewAsync(old))!.Phase);
    }

    [Fact]
    public async Task A_resume_goes_on_in_the_same_conversation_with_what_is_added()
    {
        var old = await FailedAsync("write it", AgentNames.Claude, "session-1");
        await AgainAsync(old, LineageKind.Resume, "use the other file");
        var (launch, _) = await AgentStartsAsync();
        Assert.Equal(("session-1", true), (launch.SessionId, launch.Resume));
        Assert.EndsWith("use the other file", launch.Prompt, StringComparison.Ordinal);
        Assert.DoesNotContain("write it", launch.Prompt, StringComparison.Ordinal); // the conversation has it
        Assert.StartsWith("write it", launch.FreshPrompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_resume_without_a_conversation_tells_the_task_again_and_what_was_done_of_it()
    {
        var old = Assert.Single((await SubmitAsync(NewTask("build the release") with { Agent = AgentNames.Claude })).Reply!.Tasks).Id;
        var (first, slot) = await AgentStartsAsync();
        slot.Tell(EndedBadly(first.Attempt, 7) with
        {
            Checkpoint = new(Clock.Now, null, 0, null, "step 3 of 5", new("main", "abc123", ["a.txt"], 1), null),
        });
        await AwaitPhaseAsync(old, TaskPhase.Failed);
        await AgainAsync(old, LineageKind.Resume);
        var (launch, _) = await AgentStartsAsync();
        Assert.False(launch.Resume);
        foreach (var part in new[] { "build the release", "status 7", "step 3 of 5", "main at abc123", "a.txt" })
            Assert.Contains(part, launch.Prompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_fiftieth_resume_of_a_line_is_told_no_more_than_the_first()
    {
        var last = await FailedAsync("write it", AgentNames.Claude, "session-1");
        var lengths = new List<int>();
        for (var i = 1; i <= 50; i++)
        {
            last = await AgainAsync(last, LineageKind.Resume);
            var (launch, slot) = await AgentStartsAsync();
            lengths.Add(launch.Prompt!.Length + launch.FreshPrompt!.Length);
            slot.Tell(EndedBadly(launch.Attempt) with { Report = new(new(OutcomeCodes.AgentError, "It exited with status 1."), SessionId: "session-1") });
            Assert.Equal(i, (await AwaitPhaseAsync(last, TaskPhase.Failed)).Lineage!.Number);
        }
        Assert.Single(lengths.Distinct());
    }

    [Fact]
    public async Task A_task_that_has_not_ended_can_be_neither_retried_nor_resumed()
    {
        var id = await SubmitOneAsync();
        await AgentStartsAsync();
        foreach (var kind in Enum.GetValues<LineageKind>())
            Assert.Equal(ErrorCodes.NotEnded, (await TryAgainAsync(id, kind)).Error!.Code);
    }

    [Fact]
    public async Task A_task_that_nobody_knows_cannot_be_retried() =>
        Assert.Equal(ErrorCodes.TaskNotFound, (await TryAgainAsync(TaskId.New(), LineageKind.Retry)).Error!.Code);

    [Fact]
    public async Task Two_of_one_line_never_work_at_once_so_a_conversation_has_one_writer()
    {
        var old = await FailedAsync("write it", AgentNames.Claude, "session-1");
        var first = TryAgainAsync(old, LineageKind.Resume);
        var second = TryAgainAsync(old, LineageKind.Resume);
        var answers = await Task.WhenAll(first, second);
        Assert.Single(answers, answer => answer.Error is null);
        Assert.Equal(ErrorCodes.NotEnded, Assert.Single(answers, answer => answer.Error is not null).Error!.Code);
        await AgentStartsAsync();
        Agents.ExpectNoMsg(Now);
    }

    [Fact]
    public async Task A_child_that_is_held_on_a_failed_parent_is_released_by_the_success_of_its_retry()
    {
        var answer = await SubmitAsync(NewTask("parent", "p"), NewTask("child") with { After = [new("p", DependencyPolicy.Hold)] });
        var (parent, child) = (answer.Reply!.Tasks[0].Id, answer.Reply.Tasks[1].Id);
        await EndAsync(EndedBadly);
        await AwaitPhaseAsync(parent, TaskPhase.Failed);

        var second = await AgainAsync(parent, LineageKind.Retry);
        Assert.Equal(second, Assert.Single((await ViewAsync(child))!.After).Id);
        await EndAsync(EndedBadly); // it fails again: the child goes on waiting
        await AwaitPhaseAsync(second, TaskPhase.Failed);
        await CoordinatorHasHeardAsync();
        await RestartAsync();

        await AgainAsync(parent, LineageKind.Retry); // of the first one again: the line counts, not its member
        await EndAsync(attempt => EndedWell(attempt));
        Assert.Equal("child", (await AgentStartsAsync()).Launch.Spec.Prompt);
        Assert.DoesNotContain((await ViewAsync(child))!.After, edge => !edge.Done);
    }

    [Fact]
    public async Task A_child_that_is_submitted_on_hold_after_its_parent_was_retried_waits_for_the_retry()
    {
        var parent = await FailedAsync("parent");
        await AgainAsync(parent, LineageKind.Retry);
        await SubmitOneAsync("child", new DependencyRequest(parent.Value, DependencyPolicy.Hold));
        await EndAsync(attempt => EndedWell(attempt));
        Assert.Equal("child", (await AgentStartsAsync()).Launch.Spec.Prompt);
    }

    [Fact]
    public async Task A_retry_of_a_task_that_was_cancelled_with_its_parent_waits_for_the_parents_retry()
    {
        var answer = await SubmitAsync(NewTask("build", "build"), NewTask("test", "test") with { After = [new("build")] });
        var (build, test) = (answer.Reply!.Tasks[0].Id, answer.Reply.Tasks[1].Id);
        await EndAsync(EndedBadly);
        await AwaitPhaseAsync(test, TaskPhase.Cancelled);

        Assert.Equal(ErrorCodes.DependencyFailed, (await TryAgainAsync(test, LineageKind.Retry)).Error!.Code);
        await AgainAsync(build, LineageKind.Retry);
        var retried = await AgainAsync(test, LineageKind.Retry);
        Assert.Equal(TaskPhase.Waiting, (await ViewAsync(retried))!.Phase);
        await EndAsync(attempt => EndedWell(attempt));
        Assert.Equal(retried, (await AgentStartsAsync()).Launch.Spec.Id);
    }

    private async Task<TaskId> FailedAsync(string prompt, string agent = AgentNames.Shell, string? session = null)
    {
        var id = Assert.Single((await SubmitAsync(NewTask(prompt) with { Agent = agent })).Reply!.Tasks).Id;
        await EndAsync(attempt => EndedBadly(attempt) with { Report = new(new(OutcomeCodes.AgentError, "It exited with status 1."), SessionId: session) });
        await AwaitPhaseAsync(id, TaskPhase.Failed);
        await CoordinatorHasHeardAsync();
        return id;
    }

    private async Task EndAsync(Func<AttemptKey, ProcessProtocol.Ended> end)
    {
        var (launch, slot) = await AgentStartsAsync();
        slot.Tell(end(launch.Attempt));
    }

    private static ProcessProtocol.Ended EndedBadly(AttemptKey attempt) => DelegateTestKit.EndedBadly(attempt);

    private async Task<TaskId> AgainAsync(TaskId id, LineageKind kind, string? context = null)
    {
        var answer = await TryAgainAsync(id, kind, context);
        Assert.Null(answer.Error);
        return Assert.Single(answer.Reply!.Tasks).Id;
    }

    private async Task<DagProtocol.SubmitAnswer> TryAgainAsync(TaskId id, LineageKind kind, string? context = null)
    {
        await CoordinatorHasHeardAsync();
        return await Actor<DagCoordinatorKey>().Ask<DagProtocol.SubmitAnswer>(new DagProtocol.Again(id, kind, TaskId.New(), $"graph-{Guid.NewGuid():N}", context, "spec"), Patience);
    }
}
