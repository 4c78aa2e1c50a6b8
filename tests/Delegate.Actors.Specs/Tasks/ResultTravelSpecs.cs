using Akka.Actor;
using Delegate.Actors.Dag;
using Delegate.Actors.Hosting;
using Delegate.Actors.Processes;
using Delegate.Actors.Tasks;
using Delegate.Contracts;
using Delegate.TestKit;

namespace Delegate.Actors.Specs.Tasks;

/// <summary>Results on their way from one task to another, over the production actors and a real journal (A13, N01, N22).</summary>
public class ResultTravelSpecs() : DelegateTestKit(JournalIn.Disk)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task The_result_of_an_earlier_task_is_put_before_the_prompt_and_is_waited_for_without_being_named_as_a_dependency()
    {
        var answer = await SubmitAsync(Words("build it", "build"), Words("test it", "test") with { ContinueFrom = ["build"] });
        var test = answer.Reply!.Tasks[1].Id;
        var (build, slot) = await AgentStartsAsync();
        Agents.ExpectNoMsg(TimeSpan.Zero);
        slot.Tell(EndedWell(build.Attempt, "Built 1.2.3."));

        var (launch, _) = await AgentStartsAsync();

        Assert.Equal(test, launch.Spec.Id);
        Assert.Contains("succeeded (its result)\nBuilt 1.2.3.\n", launch.Prompt, StringComparison.Ordinal);
        Assert.EndsWith("Your task\ntest it", launch.Prompt, StringComparison.Ordinal);
        Assert.DoesNotContain("build it", launch.Prompt, StringComparison.Ordinal);
        Assert.Equal([new DependencyView(build.Spec.Id, DependencyPolicy.Cancel, true)], (await ViewAsync(test))!.After);
    }

    [Fact]
    public async Task What_is_named_as_a_dependency_too_is_one_dependency_and_keeps_its_policy()
    {
        var answer = await SubmitAsync(
            Words("a", "a"), Words("${{ tasks.a.result }}", "b") with { After = [new("a", DependencyPolicy.Hold)], ContinueFrom = ["a", "a"], Expressions = true });

        var view = (await ViewAsync(answer.Reply!.Tasks[1].Id))!;
        Assert.Equal([new DependencyView(answer.Reply.Tasks[0].Id, DependencyPolicy.Hold, false)], view.After);
    }

    [Theory]
    [InlineData("nobody", false)]
    [InlineData("task-000000000000", false)]
    [InlineData("nobody", true)]
    [InlineData("task-000000000000", true)]
    public async Task An_unknown_task_is_refused_and_nothing_is_stored(string name, bool asExpression)
    {
        var task = asExpression ? Words($"${{{{ tasks.{name}.result }}}}") with { Expressions = true } : Words("x") with { ContinueFrom = [name] };

        var error = (await SubmitAsync(Words("fine"), task)).Error!;

        Assert.Equal((ErrorCodes.DependencyNotFound, asExpression ? "tasks[1].prompt" : "tasks[1].continueFrom[0]"), (error.Code, error.Field));
        await ViewAsync(TaskId.New());
        Assert.Empty(Queries.List(TaskFilter.All).Tasks);
    }

    [Fact]
    public async Task A_circle_through_an_expression_is_refused_and_named()
    {
        var error = (await SubmitAsync(
            Words("${{ tasks.c.result }}", "a") with { Expressions = true },
            Words("b", "b") with { ContinueFrom = ["a"] },
            Words("c", "c") with { After = [new("b")] })).Error!;

        Assert.Equal(ErrorCodes.DependencyCycle, error.Code);
        Assert.Contains("a -> c -> b -> a", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_expression_that_cannot_be_read_is_refused_with_its_field()
    {
        var request = new SubmitRequest { Tasks = [Words("fine"), Words("${{ tasks.a.x }}") with { Expressions = true }] };
        var error = SubmissionRules.Check(request, new HashSet<string> { AgentNames.Claude }, Limits, _ => true)!;
        Assert.Equal((ErrorCodes.InvalidInput, "tasks[1].prompt"), (error.Code, error.Field));
        Assert.Null(SubmissionRules.Check(new() { Tasks = [Words("${{ tasks.a.x }}")] }, new HashSet<string> { AgentNames.Claude }, Limits, _ => true));
    }

    [Fact]
    public async Task An_expression_names_a_task_by_its_id_from_the_moment_it_is_stored()
    {
        var answer = await SubmitAsync(Words("a", "a.b"), NewTask("echo \"${{ tasks['a.b'].result }}\"", "c") with { Expressions = true });
        var (first, slot) = await AgentStartsAsync();
        slot.Tell(EndedWell(first.Attempt, "'; reboot"));

        var (launch, _) = await AgentStartsAsync();

        Assert.Equal($"echo \"${{{{ tasks.{answer.Reply!.Tasks[0].Id}.result }}}}\"", launch.Spec.Prompt);
        Assert.EndsWith("delegate_value_1=''\\''; reboot'\necho \"${delegate_value_1}\"", launch.Prompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_that_runs_although_its_source_failed_is_told_how_it_failed_and_what_is_known()
    {
        await SubmitAsync(Words("a", "a"), Words("explain", "b") with { After = [new("a", DependencyPolicy.Run)], ContinueFrom = ["a"] });
        var (first, slot) = await AgentStartsAsync();
        slot.Tell(EndedBadly(first.Attempt, 7) with { Checkpoint = new(Clock.Time.GetUtcNow(), null, 1, null, "3 tests failed", null, null) });

        var (launch, _) = await AgentStartsAsync();

        Assert.Contains("failed: It exited with status 7. (the end of its output)\n3 tests failed\n", launch.Prompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_crash_while_a_task_waits_to_hear_results_loses_nothing_and_starts_it_once()
    {
        var sources = (await SubmitAsync([.. Enumerable.Range(0, 40).Select(n => Words($"source {n}", $"s{n}"))])).Reply!.Tasks;
        foreach (var _ in sources)
        {
            var (source, slot) = await AgentStartsAsync();
            slot.Tell(EndedWell(source.Attempt, $"{source.Spec.Key} done"));
        }
        foreach (var source in sources)
            await AwaitPhaseAsync(source.Id, TaskPhase.Succeeded);
        var answer = await SubmitAsync(Words("all", "all") with { ContinueFrom = [.. sources.Select(source => source.Id.Value)] });

        await RestartAsync(); // right after the reply: before, while or after the sources are asked, and after the launch
        var launch = await Agents.ExpectMsgAsync<ProcessProtocol.ICommand>(Patience);
        await RestartAsync();

        var again = await Agents.ExpectMsgAsync<ProcessProtocol.ICommand>(Patience);
        Assert.Equal(new AttemptKey(answer.Reply!.Tasks[0].Id, 1), launch.Attempt);
        Assert.Equal(launch.Attempt, again.Attempt);
        var prompt = Assert.IsType<ProcessProtocol.Launch>(again).Prompt;
        Assert.All(sources, source => Assert.Contains($"{source.Key} done", prompt, StringComparison.Ordinal));
        Agents.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_question_for_a_result_that_got_lost_is_asked_again_and_a_crash_meanwhile_gives_the_start_back()
    {
        var (coordinator, processes, tasks) = (Kit.CreateTestProbe(), Kit.CreateTestProbe(), Kit.CreateTestProbe());
        var spec = new TaskSpec { Id = TaskId.New(), GraphId = "graph", Agent = AgentNames.Claude, Prompt = "go", Cwd = "/", ContinueFrom = [TaskId.New()] };
        IActorRef NewActor() => Kit.Sys.ActorOf(TaskActor.CreateProps(
            spec.Id, new(coordinator, processes, Kit.CreateTestProbe(), tasks), new(Clock.Time, TimeSpan.Zero, () => 0.5)));
        var actor = NewActor();
        actor.Tell(new TaskProtocol.Start(spec, 1));
        await tasks.ExpectMsgAsync<TaskProtocol.DescribeEnd>(Patience);
        Clock.Advance(Kit.Sys, TimeSpan.FromSeconds(6));
        await tasks.ExpectMsgAsync<TaskProtocol.DescribeEnd>(Patience);

        coordinator.Watch(actor);
        Kit.Sys.Stop(actor);
        await coordinator.ExpectTerminatedAsync(actor, Patience);
        actor = NewActor();
        actor.Tell(new TaskProtocol.Wake(spec, 1));
        Assert.Equal(new TaskProtocol.Parked(spec.Id, 1, 0, null), await coordinator.ExpectMsgAsync<TaskProtocol.Parked>(Patience));

        actor.Tell(new TaskProtocol.Start(spec, 1));
        var asked = await tasks.ExpectMsgAsync<TaskProtocol.DescribeEnd>(Patience);
        actor.Tell(new TaskProtocol.EndDescription(asked.TaskId, TaskPhase.Succeeded, new(OutcomeCodes.Succeeded, "Done.")) { Result = "it" });
        Assert.Contains("it", (await processes.ExpectMsgAsync<ProcessProtocol.Launch>(Patience)).Prompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_that_is_paused_while_it_waits_to_hear_a_result_gives_its_turn_back_and_does_not_begin()
    {
        var (coordinator, processes, tasks) = (Kit.CreateTestProbe(), Kit.CreateTestProbe(), Kit.CreateTestProbe());
        var spec = new TaskSpec { Id = TaskId.New(), GraphId = "graph", Agent = AgentNames.Claude, Prompt = "go", Cwd = "/", ContinueFrom = [TaskId.New()] };
        var actor = Kit.Sys.ActorOf(TaskActor.CreateProps(
            spec.Id, new(coordinator, processes, Kit.CreateTestProbe(), tasks), new(Clock.Time, TimeSpan.Zero, () => 0.5)));
        actor.Tell(new TaskProtocol.Start(spec, 1));
        var asked = await tasks.ExpectMsgAsync<TaskProtocol.DescribeEnd>(Patience);

        actor.Tell(new TaskProtocol.Pause(spec.Id, "cli"));
        Assert.Equal(new TaskProtocol.Parked(spec.Id, 1, 0, null), await coordinator.ExpectMsgAsync<TaskProtocol.Parked>(Patience));

        actor.Tell(new TaskProtocol.EndDescription(asked.TaskId, TaskPhase.Succeeded, new(OutcomeCodes.Succeeded, "Done.")));
        actor.Tell(new TaskProtocol.DescribeEnd(spec.Id), coordinator);
        Assert.Null((await coordinator.ExpectMsgAsync<TaskProtocol.EndDescription>(Patience)).Phase);
        processes.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_part_of_the_JSON_that_is_not_there_fails_the_task_before_anything_is_launched_and_frees_its_slot()
    {
        Options = Options with { MaxSlots = 1 };
        await RestartAsync();
        var answer = await SubmitAsync(Words("a", "a"), Words("${{ tasks.a.json.version }}", "b") with { Expressions = true }, Words("c", "c") with { After = [new("b", DependencyPolicy.Run)] });
        var (first, slot) = await AgentStartsAsync();
        slot.Tell(EndedWell(first.Attempt, "no JSON"));

        var view = await AwaitPhaseAsync(answer.Reply!.Tasks[1].Id, TaskPhase.Failed);

        Assert.Equal((OutcomeCodes.BadConfiguration, 0), (view.Outcome!.Code, view.Attempt));
        Assert.Contains("it gave no JSON", view.Outcome.Message, StringComparison.Ordinal);
        Assert.Equal("c", (await AgentStartsAsync()).Launch.Spec.Prompt);
    }

    [Fact]
    public async Task A_task_that_is_held_takes_up_the_result_of_the_retry_that_releases_it()
    {
        var answer = await SubmitAsync(
            Words("a", "a"), Words("use ${{ tasks.a.result }}", "b") with { After = [new("a", DependencyPolicy.Hold)], ContinueFrom = ["a"], Expressions = true });
        var (first, slot) = await AgentStartsAsync();
        slot.Tell(EndedBadly(first.Attempt));
        await AwaitPhaseAsync(first.Spec.Id, TaskPhase.Failed);
        await RetryAsync(first.Spec.Id);
        var (retry, retrySlot) = await AgentStartsAsync();
        retrySlot.Tell(EndedWell(retry.Attempt, "good at last"));

        var (launch, _) = await AgentStartsAsync();

        Assert.Equal(answer.Reply!.Tasks[1].Id, launch.Spec.Id);
        Assert.EndsWith("use good at last", launch.Prompt, StringComparison.Ordinal);
        Assert.Contains($"{retry.Spec.Id}, claude) succeeded", launch.Prompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_retry_in_a_graph_of_its_own_still_finds_its_sources_and_takes_the_latest_of_them()
    {
        await SubmitAsync(Words("a", "a"), Words("use ${{ tasks.a.result }}", "b") with { Expressions = true });
        var (a, slot) = await AgentStartsAsync();
        slot.Tell(EndedWell(a.Attempt, "one"));
        var (b, secondSlot) = await AgentStartsAsync();
        Assert.Equal("use one", b.Prompt);
        secondSlot.Tell(EndedBadly(b.Attempt));
        await AwaitPhaseAsync(b.Spec.Id, TaskPhase.Failed);
        await RetryAsync(a.Spec.Id);
        var (again, thirdSlot) = await AgentStartsAsync();
        thirdSlot.Tell(EndedWell(again.Attempt, "two"));
        await AwaitPhaseAsync(again.Spec.Id, TaskPhase.Succeeded);

        await RetryAsync(b.Spec.Id);

        Assert.Equal("use two", (await AgentStartsAsync()).Launch.Prompt);
    }

    [Fact]
    public async Task A_resume_whose_conversation_is_gone_is_told_the_results_again()
    {
        await SubmitAsync(Words("a", "a"), Words("use ${{ tasks.a.result }}", "b") with { Expressions = true });
        var (a, slot) = await AgentStartsAsync();
        slot.Tell(EndedWell(a.Attempt, "one"));
        var (b, secondSlot) = await AgentStartsAsync();
        secondSlot.Tell(new ProcessProtocol.Reported(b.Attempt, "session-of-b", null));
        secondSlot.Tell(EndedBadly(b.Attempt));
        await AwaitPhaseAsync(b.Spec.Id, TaskPhase.Failed);

        await RetryAsync(b.Spec.Id, LineageKind.Resume);

        var (resumed, _) = await AgentStartsAsync();
        Assert.Equal(("session-of-b", true), (resumed.SessionId, resumed.Resume));
        Assert.DoesNotContain("use one", resumed.Prompt, StringComparison.Ordinal);
        Assert.StartsWith("use one\n\n---\nThe previous run of this task ended", resumed.FreshPrompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_is_resumed_is_run_again_and_never_told_words()
    {
        var id = await SubmitOneAsync("make");
        var (first, slot) = await AgentStartsAsync();
        slot.Tell(EndedBadly(first.Attempt));
        await AwaitPhaseAsync(id, TaskPhase.Failed);

        await RetryAsync(id, LineageKind.Resume);

        var (again, _) = await AgentStartsAsync();
        Assert.Equal((null, "make"), (again.Prompt, again.Spec.Prompt));
    }

    [Fact]
    public async Task A_chain_of_fifty_in_which_each_repeats_all_it_was_told_stays_bounded()
    {
        Options = Options with { ResultBudgetKb = 2 };
        await RestartAsync();
        var answer = await SubmitAsync([.. Enumerable.Range(0, 50).Select(n => Words($"link {n}", $"l{n}") with { ContinueFrom = n == 0 ? [] : [$"l{n - 1}"] })]);
        var longest = 0;
        for (var n = 0; n < 50; n++)
        {
            var (launch, slot) = await AgentStartsAsync();
            var told = launch.Prompt ?? launch.Spec.Prompt;
            Assert.EndsWith($"link {n}", told, StringComparison.Ordinal);
            longest = Math.Max(longest, told.Length);
            slot.Tell(EndedWell(launch.Attempt, $"I was told {told} and {new string('x', 500)}"));
        }
        await AwaitPhaseAsync(answer.Reply!.Tasks[^1].Id, TaskPhase.Succeeded);
        Assert.InRange(longest, 2_048, 2_048 + 500);
    }

    [Fact]
    public async Task A_dependency_whose_result_is_taken_up_cannot_be_taken_away()
    {
        var answer = await SubmitAsync(Words("a", "a"), Words("b", "b") with { ContinueFrom = ["a"] });
        var (a, b) = (answer.Reply!.Tasks[0].Id, answer.Reply.Tasks[1].Id);

        var reply = await Actor<DagCoordinatorKey>().Ask<DagProtocol.Answer>(new DagProtocol.ChangeDependencies(b, [], [a], "cli"), Patience);

        Assert.Equal(ErrorCodes.InvalidInput, reply.Error!.Code);
        Assert.Single((await ViewAsync(b))!.After);
    }

    private async Task RetryAsync(TaskId id, LineageKind kind = LineageKind.Retry)
    {
        // The coordinator hears of an end a moment after the read model: until then a task has not ended for it.
        await Kit.AwaitAssertAsync(async () => Assert.Null((await Actor<DagCoordinatorKey>().Ask<DagProtocol.SubmitAnswer>(
            new DagProtocol.Again(id, kind, TaskId.New(), $"graph-{Guid.NewGuid():N}", null, "cli"), Patience)).Error), Patience);
    }

    private static TaskRequest Words(string prompt, string? key = null) => NewTask(prompt, key) with { Agent = AgentNames.Claude };
}
