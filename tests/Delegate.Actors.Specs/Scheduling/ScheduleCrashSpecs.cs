using Akka.Actor;
using Delegate.Actors.Dag;
using Delegate.Actors.Processes;
using Delegate.Actors.Scheduling;
using Delegate.Contracts;
using Delegate.TestKit;

namespace Delegate.Actors.Specs.Scheduling;

/// <summary>Crashes between any two events, and clocks that jump: nothing runs twice, nothing vanishes (N17). Over the production actors.</summary>
public class ScheduleCrashSpecs() : ScheduleKit(JournalIn.Disk)
{
    /// <summary>What a run leaves in the schedule's journal: created, planned, starting, started, ended, and the next one.</summary>
    public static TheoryData<int> EveryEventOfARun { get; } = new(1, 2, 3, 4, 5, 6);

    [Theory]
    [MemberData(nameof(EveryEventOfARun))]
    public async Task A_crash_before_any_event_of_a_run_still_makes_one_task_of_it(int stored)
    {
        var id = await CreateAsync(Cron("0 * * * *"));
        AdvanceTo(At(4, 0));
        var (launch, slot) = await AgentStartsAsync();
        slot.Tell(EndedWell(launch.Attempt));
        await UntilAsync(id, view => view.History is [{ Phase: TaskPhase.Succeeded }]);
        var events = Journal.EventsOf(Home, id.Value);
        Assert.Equal(
            [typeof(ScheduleProtocol.Created), typeof(ScheduleProtocol.OccurrencePlanned), typeof(ScheduleProtocol.OccurrenceStarting),
                typeof(ScheduleProtocol.OccurrenceStarted), typeof(ScheduleProtocol.OccurrenceEnded)],
            events.Select(happened => happened.GetType()));

        // The coordinator and the task keep what they had stored: the schedule is behind them.
        await CrashAsync(() =>
        {
            if (stored < events.Count)
                Journal.Forget(Home, id.Value, happened => happened.Equals(Journal.EventsOf(Home, id.Value)[stored]) || happened.GetType() == events[stored].GetType());
            foreach (var suffix in new[] { "", "-wal", "-shm" })
                File.Delete(Home.ViewsFile + suffix);
        });

        var view = await UntilAsync(id, view => view.History is [{ Phase: TaskPhase.Succeeded }]);
        Assert.Equal((OccurrenceFate.Ran, At(4, 0), launch.Spec.Id), (view.History[0].Fate, view.History[0].Due, Assert.Single(view.History[0].TaskIds)));
        Assert.Single(Journal.EventsOf(Home, "dag").OfType<DagProtocol.GraphAccepted>());
        Agents.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_crash_between_the_due_instant_and_the_coordinator_hands_the_same_tasks_over()
    {
        var id = await CreateAsync(Cron("0 * * * *"));
        AdvanceTo(At(4, 0));
        var first = await AgentStartsAsync();
        await UntilAsync(id, view => view.Fates.GetValueOrDefault("ran") == 1);
        // As if the crash had come right after the schedule's own write: nobody else knows anything.
        await CrashAsync(() =>
        {
            Journal.Forget(Home, "dag", entry => entry is DagProtocol.GraphAccepted);
            Journal.Forget(Home, id.Value, entry => entry is ScheduleProtocol.OccurrenceStarted);
            Journal.Forget(Home, first.Launch.Spec.Id.Value, _ => true);
            foreach (var suffix in new[] { "", "-wal", "-shm" })
                File.Delete(Home.ViewsFile + suffix);
        });
        Assert.Equal(first.Launch.Spec.Id, (await AgentStartsAsync()).Launch.Spec.Id);
        await UntilAsync(id, view => view.Fates.GetValueOrDefault("ran") == 1 && view.History.Count == 1);
    }

    [Fact]
    public async Task A_clock_that_is_set_back_runs_nothing_twice()
    {
        var id = await CreateAsync(Cron("0 * * * *") with { Overlap = OverlapPolicy.Allow });
        AdvanceTo(At(4, 0));
        await AgentStartsAsync();
        await UntilAsync(id, view => view.Fates.GetValueOrDefault("ran") == 1);
        Clock.Set(At(3, 30));
        for (var i = 0; i < 60; i++)
            Advance(TimeSpan.FromMinutes(1)); // over four o'clock again
        Assert.Single((await SettledAsync(id)).History);
        for (var i = 0; i < 30; i++)
            Advance(TimeSpan.FromMinutes(1));
        await AgentStartsAsync();
        Assert.Equal([At(4, 0), At(5, 0)], (await UntilAsync(id, view => view.Fates.GetValueOrDefault("ran") == 2)).History.Select(one => one.Due).Order());
    }

    [Fact]
    public async Task A_clock_that_is_set_forward_or_a_machine_that_slept_is_noticed_within_a_minute()
    {
        var id = await CreateAsync(Cron("0 * * * *") with { MissedRuns = MissedPolicy.Once });
        Clock.Set(At(9, 59));
        Advance(TimeSpan.FromSeconds(50)); // not noticed yet: the timer was armed before
        Agents.ExpectNoMsg(TimeSpan.Zero);
        Advance(TimeSpan.FromSeconds(10));
        await AgentStartsAsync();
        var view = await UntilAsync(id, view => view.Fates.GetValueOrDefault("ran") == 1);
        Assert.Equal((6, At(10, 0)), (view.Fates["missed"], view.History[0].Due));
    }

    [Fact]
    public async Task The_manager_that_comes_back_alone_learns_everything_again()
    {
        var id = await CreateAsync(Cron("0 * * * *"));
        AdvanceTo(At(4, 0));
        var (launch, slot) = await AgentStartsAsync();
        await UntilAsync(id, view => view.Fates.GetValueOrDefault("ran") == 1);
        var manager = await Kit.Sys.ActorSelection("/user/scheduler/coordinator").ResolveOne(Patience);
        Kit.Watch(manager);
        manager.Tell(PoisonPill.Instance);
        await Kit.ExpectTerminatedAsync(manager, Patience);
        slot.Tell(EndedWell(launch.Attempt)); // nobody there to hear it
        await AwaitPhaseAsync(launch.Spec.Id, TaskPhase.Succeeded);
        Advance(TimeSpan.FromSeconds(1)); // its supervisor brings it back
        await UntilAsync(id, view => view.History is [{ Phase: TaskPhase.Succeeded }]);
        AdvanceTo(At(5, 0));
        await AgentStartsAsync();
    }
}
