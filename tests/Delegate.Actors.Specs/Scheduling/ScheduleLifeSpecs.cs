using Akka.Actor;
using Delegate.Actors.Processes;
using Delegate.Actors.Scheduling;
using Delegate.Contracts;
using Delegate.TestKit;

namespace Delegate.Actors.Specs.Scheduling;

/// <summary>A schedule over the production actors, from its making to its end (A15, N16).</summary>
public class ScheduleLifeSpecs : ScheduleKit
{
    [Fact]
    public async Task A_cron_schedule_starts_its_task_at_the_instant_and_tells_how_it_ended()
    {
        var id = await CreateAsync(Cron("0 4 * * *", "report ${{ schedule.due }} of ${{ schedule.id }}") with { When = new() { Cron = "0 5 * * *", Timezone = "Europe/Berlin" } });
        Assert.Equal(At(4, 0), (await SettledAsync(id)).NextRunAt);

        AdvanceTo(At(3, 59, 59));
        Assert.Empty((await SettledAsync(id)).History);
        AdvanceTo(At(4, 0));
        var (launch, slot) = await AgentStartsAsync();
        Assert.Equal($"report 2026-01-02T05:00:00+01:00 of {id}", launch.Spec.Prompt);
        Assert.Equal($"schedule:{id}", launch.Spec.Source);
        var ran = await UntilAsync(id, view => view.History is [{ Fate: OccurrenceFate.Ran }]);
        Assert.Equal((launch.Spec.Id, null, 1), (ran.History[0].TaskIds[0], ran.History[0].Phase, ran.RunCount));
        Assert.Equal(At(4, 0, days: 1), ran.NextRunAt);

        slot.Tell(EndedBadly(launch.Attempt, 7));
        var ended = (await UntilAsync(id, view => view.History[0].Phase is not null)).History[0];
        Assert.Equal((TaskPhase.Failed, 7, OccurrenceFate.Ran), (ended.Phase, ended.Outcome!.ExitCode, ended.Fate));
    }

    [Fact]
    public async Task A_single_instant_runs_once_and_completes_the_schedule()
    {
        var id = await CreateAsync(Once(TimeSpan.FromSeconds(3)));
        Advance(TimeSpan.FromSeconds(2.9));
        Assert.Empty((await SettledAsync(id)).History);
        Advance(TimeSpan.FromSeconds(0.1));
        await AgentStartsAsync();
        var view = await UntilAsync(id, view => view.History is [{ Fate: OccurrenceFate.Ran }]);
        Assert.Equal((ScheduleStatus.Completed, null), (view.Status, view.NextRunAt));
    }

    [Fact]
    public async Task A_paused_schedule_skips_what_comes_and_goes_on_when_it_is_resumed()
    {
        var id = await CreateAsync(Cron("0 * * * *"));
        Assert.Equal(ErrorCodes.ScheduleState, (await WishAsync(new ScheduleProtocol.Resume(id, "spec"))).Error!.Code);
        Assert.Null((await WishAsync(new ScheduleProtocol.Pause(id, "holidays", "spec"))).Error);
        Assert.Equal(ErrorCodes.ScheduleState, (await WishAsync(new ScheduleProtocol.Pause(id, null, "spec"))).Error!.Code);
        AdvanceTo(At(4, 0));
        await SettledAsync(id);
        AdvanceTo(At(5, 0));
        var paused = await SettledAsync(id);
        Assert.Equal([(OccurrenceFate.Skipped, At(4, 0)), (OccurrenceFate.Skipped, At(5, 0))], FatesOf(paused));
        Assert.Equal((ScheduleStatus.Paused, "holidays", null), (paused.Status, paused.StatusReason, paused.NextRunAt));

        Assert.Null((await WishAsync(new ScheduleProtocol.Resume(id, "spec"))).Error);
        AdvanceTo(At(6, 0));
        await AgentStartsAsync();
        Assert.Equal(1, (await UntilAsync(id, view => view.RunCount == 1)).Fates["ran"]);
    }

    [Fact]
    public async Task A_single_instant_that_passes_while_the_schedule_is_paused_counts_as_missed_when_it_is_resumed()
    {
        var late = await CreateAsync(Once(TimeSpan.FromMinutes(1)) with { MissedRuns = MissedPolicy.Catchup });
        var gone = await CreateAsync(Once(TimeSpan.FromMinutes(1)));
        foreach (var id in new[] { late, gone })
            await WishAsync(new ScheduleProtocol.Pause(id, null, "spec"));
        Advance(TimeSpan.FromHours(1));
        foreach (var id in new[] { late, gone })
            await WishAsync(new ScheduleProtocol.Resume(id, "spec"));
        await AgentStartsAsync();
        Assert.True((await UntilAsync(late, view => view.History is [{ Fate: OccurrenceFate.Ran }])).History[0].Late);
        var missed = await SettledAsync(gone);
        Assert.Equal((OccurrenceFate.Missed, ScheduleStatus.Completed), (missed.History[0].Fate, missed.Status));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cancelled_schedule_never_runs_again_and_takes_its_tasks_along_when_asked(bool cancelTasks)
    {
        var id = await CreateAsync(Cron("* * * * *"));
        AdvanceTo(At(3, 5));
        var (launch, slot) = await AgentStartsAsync();
        await UntilAsync(id, view => view.RunCount == 1 && view.History[0].Fate == OccurrenceFate.Ran);
        Assert.Null((await WishAsync(new ScheduleProtocol.Cancel(id, cancelTasks, "no longer", "spec"))).Error);
        if (cancelTasks)
        {
            Assert.Equal(launch.Attempt, (await Agents.ExpectMsgAsync<ProcessProtocol.Stop>(Patience)).Attempt);
            slot.Tell(EndedBadly(launch.Attempt));
            Assert.Equal(TaskPhase.Cancelled, (await UntilAsync(id, view => view.History[0].Phase is not null)).History[0].Phase);
        }
        Advance(TimeSpan.FromMinutes(10));
        var view = await SettledAsync(id);
        Assert.Equal((ScheduleStatus.Cancelled, "no longer", 1), (view.Status, view.StatusReason, view.History.Count));
        Assert.Equal(ErrorCodes.ScheduleState, (await WishAsync(new ScheduleProtocol.Cancel(id, false, null, "spec"))).Error!.Code);
        Agents.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public async Task It_is_completed_when_it_has_run_as_often_as_it_may()
    {
        var id = await CreateAsync(Cron("* * * * *") with { MaxRuns = 2, Overlap = OverlapPolicy.Allow });
        for (var minute = 5; minute < 9; minute++)
        {
            AdvanceTo(At(3, minute));
            if (minute < 7)
                await AgentStartsAsync();
            await SettledAsync(id);
        }
        var view = await UntilAsync(id, view => view.History.Count(one => one.Fate == OccurrenceFate.Ran) == 2);
        Assert.Equal((ScheduleStatus.Completed, 2, 2), (view.Status, view.RunCount, view.History.Count));
    }

    [Fact]
    public async Task An_expired_schedule_never_starts_anything_also_not_what_it_missed()
    {
        var id = await CreateAsync(Cron("0 * * * *") with { ExpiresAt = At(4, 30), MissedRuns = MissedPolicy.All });
        await CrashAsync(() => Clock.Set(At(5, 0)));
        var view = await UntilAsync(id, view => view.Status == ScheduleStatus.Expired);
        Assert.Equal([(OccurrenceFate.Missed, At(4, 0))], FatesOf(view));
        var punctual = await CreateAsync(Cron("0 * * * *") with { ExpiresAt = At(6, 0) });
        AdvanceTo(At(6, 0));
        Assert.Equal((ScheduleStatus.Expired, 0), (await UntilAsync(punctual, one => one.Status == ScheduleStatus.Expired) is var ended ? (ended.Status, ended.History.Count) : default));
        Agents.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public async Task An_edit_makes_a_new_version_and_what_has_run_keeps_the_old_one()
    {
        var first = Cron("* * * * *", "old");
        var id = await CreateAsync(first);
        AdvanceTo(At(3, 5));
        var (launch, slot) = await AgentStartsAsync();
        slot.Tell(EndedWell(launch.Attempt));
        await UntilAsync(id, view => view.History is [{ Phase: TaskPhase.Succeeded }]);

        var second = Cron("30 * * * *", "new");
        Assert.Null((await WishAsync(new ScheduleProtocol.Edit(id, new() { Schedule = second, CountsFrom = Clock.Now }, 1))).Error);
        Assert.Equal(ErrorCodes.ScheduleChanged,
            (await WishAsync(new ScheduleProtocol.Edit(id, new() { Schedule = first, CountsFrom = Clock.Now }, 1))).Error!.Code);
        AdvanceTo(At(3, 30));
        Assert.Equal("new", (await AgentStartsAsync()).Launch.Spec.Prompt);
        var view = await UntilAsync(id, view => view.RunCount == 2);
        Assert.Equal([1, 2], view.History.Select(one => one.Version).Order());
        Assert.Equal(("old", 1, 2), (view.Earlier[0].Schedule.Work.Task!.Prompt, view.Earlier[0].Version, view.Version));
    }

    [Fact]
    public async Task Run_now_makes_an_occurrence_beside_the_regular_ones_even_when_it_is_paused_or_has_completed()
    {
        var id = await CreateAsync(Once(TimeSpan.FromSeconds(10)));
        await WishAsync(new ScheduleProtocol.Pause(id, null, "spec"));
        Assert.Equal(1, (await WishAsync(new ScheduleProtocol.RunNow(id, "spec"))).Occurrence);
        var (launch, slot) = await AgentStartsAsync();
        slot.Tell(EndedWell(launch.Attempt));
        var view = await UntilAsync(id, view => view.History is [{ Phase: TaskPhase.Succeeded, Manual: true }]);
        Assert.Equal((0, ScheduleStatus.Paused), (view.RunCount, view.Status));

        await WishAsync(new ScheduleProtocol.Resume(id, "spec"));
        Advance(TimeSpan.FromSeconds(10));
        (launch, slot) = await AgentStartsAsync();
        slot.Tell(EndedWell(launch.Attempt));
        await UntilAsync(id, view => view.Status == ScheduleStatus.Completed && view.History[0].Phase is not null);
        Assert.Equal(3, (await WishAsync(new ScheduleProtocol.RunNow(id, "spec"))).Occurrence);
        await CrashAsync(); // it had retired: the manager must know again that something of it is open
        Assert.Equal(launch.Spec.Prompt, (await Agents.FishForMessageAsync(message => message is ProcessProtocol.Launch or ProcessProtocol.Adopt, Patience) as ProcessProtocol.ICommand) switch
        {
            ProcessProtocol.Launch again => again.Spec.Prompt,
            ProcessProtocol.Adopt adopted => adopted.Spec.Prompt,
            _ => null,
        });
    }

    [Fact]
    public async Task A_pipeline_is_one_submission_whose_steps_follow_each_other()
    {
        var id = await CreateAsync(Cron("* * * * *") with { Work = new() { Steps = [NewTask("one"), NewTask("two") with { Priority = Priority.P0 }] } });
        AdvanceTo(At(3, 5));
        var (first, slot) = await AgentStartsAsync();
        Assert.Equal(("one", "step-1"), (first.Spec.Prompt, first.Spec.Key));
        slot.Tell(EndedWell(first.Attempt));
        var (second, last) = await AgentStartsAsync();
        Assert.Equal(("two", Priority.P0, first.Spec.GraphId), (second.Spec.Prompt, second.Spec.Priority, second.Spec.GraphId));
        Assert.Null((await SettledAsync(id)).History[0].Phase);
        last.Tell(EndedBadly(second.Attempt));
        Assert.Equal(TaskPhase.Failed, (await UntilAsync(id, view => view.History[0].Phase is not null)).History[0].Phase);
    }

    [Fact]
    public async Task Work_that_is_refused_is_a_fate_of_its_own_with_the_reason()
    {
        var gone = TaskId.New();
        var id = await CreateAsync(Cron("* * * * *") with { Work = new() { Task = NewTask() with { After = [new(gone.Value)] } } });
        AdvanceTo(At(3, 5));
        var view = await UntilAsync(id, view => view.History is [{ Fate: OccurrenceFate.FailedToStart }]);
        Assert.Contains(gone.Value, view.History[0].Reason, StringComparison.Ordinal);
        Assert.Equal(ScheduleStatus.Active, view.Status);
    }

    [Fact]
    public async Task Nobody_knows_a_schedule_that_was_never_made()
    {
        foreach (var wish in new ScheduleProtocol.IWish[] { new ScheduleProtocol.RunNow(ScheduleId.New(), "spec"), new ScheduleProtocol.Cancel(ScheduleId.New(), false, null, "spec") })
            Assert.Equal(ErrorCodes.ScheduleNotFound, (await WishAsync(wish)).Error!.Code);
    }
}
