using Akka.Actor;
using Delegate.Actors.Dag;
using Delegate.Actors.Hosting;
using Delegate.Actors.Processes;
using Delegate.Actors.Scheduling;
using Delegate.Contracts;
using Delegate.TestKit;

namespace Delegate.Actors.Specs.Scheduling;

/// <summary>What becomes of occurrences that are missed, overlap, are spread, or follow another schedule's; over the production actors.</summary>
public class PolicySpecs : ScheduleKit
{
    [Theory]
    [InlineData(MissedPolicy.Skip, 0)]
    [InlineData(MissedPolicy.Once, 1)]
    [InlineData(MissedPolicy.Catchup, 1)]
    [InlineData(MissedPolicy.All, 2)] // of three, since two are the bound
    [InlineData(MissedPolicy.Fail, 0)]
    public async Task Three_occurrences_that_nobody_was_there_for(MissedPolicy policy, int runs)
    {
        var id = await CreateAsync(Cron("0 * * * *") with { MissedRuns = policy, MostMissedRuns = 2, MissedSpacingMs = 600_000, Overlap = OverlapPolicy.Allow });
        await CrashAsync(() => Clock.Set(At(6, 30)));

        var view = await UntilAsync(id, view => view.History.Sum(one => one.Count) == (policy == MissedPolicy.Fail ? 1 : 3));
        Assert.Equal(policy == MissedPolicy.Fail ? ScheduleStatus.Cancelled : ScheduleStatus.Active, view.Status);
        for (var run = 0; run < runs; run++)
        {
            var (launch, slot) = await AgentStartsAsync();
            Assert.Equal(At(6, 30).AddMinutes(10 * run), Clock.Now);
            slot.Tell(EndedWell(launch.Attempt));
            Advance(TimeSpan.FromMinutes(5));
            await SettledAsync(id);
            Agents.ExpectNoMsg(TimeSpan.Zero); // spaced
            Advance(TimeSpan.FromMinutes(5));
        }
        view = await UntilAsync(id, view => view.Fates.GetValueOrDefault("ran") == runs);
        Assert.Equal((policy == MissedPolicy.Fail ? 1 : 3) - runs, view.Fates.GetValueOrDefault("missed"));
        Assert.All(view.History.Where(one => one.Fate == OccurrenceFate.Ran), one => Assert.True(one.Late));
        if (runs > 0)
            Assert.Equal(At(6, 0), view.History[0].Due); // the latest of them
        Agents.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public async Task The_one_that_is_due_when_the_host_comes_back_stands_for_those_before_it()
    {
        var id = await CreateAsync(Cron("0 * * * *") with { MissedRuns = MissedPolicy.Once });
        await CrashAsync(() => Clock.Set(At(6, 0, 30)));
        await AgentStartsAsync();
        var view = await UntilAsync(id, view => view.Fates.GetValueOrDefault("ran") == 1);
        Assert.Equal((2, false, At(6, 0)), (view.Fates["missed"], view.History[0].Late, view.History[0].Due));
    }

    [Theory]
    [InlineData(OverlapPolicy.Skip)]
    [InlineData(OverlapPolicy.Queue)]
    [InlineData(OverlapPolicy.CancelRunning)]
    [InlineData(OverlapPolicy.Allow)]
    public async Task Two_occurrences_that_come_while_the_first_still_runs(OverlapPolicy policy)
    {
        var id = await CreateAsync(Cron("0 * * * *") with { Overlap = policy });
        AdvanceTo(At(4, 0));
        var (first, slot) = await AgentStartsAsync();
        await UntilAsync(id, view => view.Fates.GetValueOrDefault("ran") == 1);
        if (policy == OverlapPolicy.Queue)
            await RestartWithAdoptionAsync(); // the guard is in the journal, not in a memory (N17)
        foreach (var hour in new[] { 5, 6 })
        {
            AdvanceTo(At(hour, 0));
            await SettledAsync(id);
            if (policy == OverlapPolicy.Allow)
                await AgentStartsAsync();
        }
        switch (policy)
        {
            case OverlapPolicy.Skip:
                var skipped = await SettledAsync(id);
                Assert.Equal((2, 1), (skipped.Fates["skipped"], skipped.Fates["ran"]));
                Assert.Contains("2026-01-02T04:00:00+00:00", skipped.History[0].Reason, StringComparison.Ordinal);
                Agents.ExpectNoMsg(TimeSpan.Zero);
                return;
            case OverlapPolicy.Allow:
                await UntilAsync(id, view => view.Fates.GetValueOrDefault("ran") == 3);
                return;
            case OverlapPolicy.CancelRunning:
                Assert.Equal(first.Attempt, (await Agents.ExpectMsgAsync<ProcessProtocol.Stop>(Patience)).Attempt);
                Assert.Equal(1, (await SettledAsync(id)).Fates["skipped"]); // five o'clock, in whose place six o'clock waits
                Assert.Equal(1, (await SettledAsync(id)).Fates["pending"]);
                slot.Tell(EndedBadly(first.Attempt));
                break;
            default:
                Assert.Equal(2, (await SettledAsync(id)).Fates["pending"]);
                _slot!.Tell(EndedWell(first.Attempt));
                break;
        }
        var (second, next) = await AgentStartsAsync();
        next.Tell(EndedWell(second.Attempt));
        if (policy == OverlapPolicy.Queue)
            await AgentStartsAsync();
        var view = await UntilAsync(id, view => view.Fates.GetValueOrDefault("ran") == (policy == OverlapPolicy.Queue ? 3 : 2));
        Assert.Equal(policy == OverlapPolicy.Queue ? TaskPhase.Succeeded : TaskPhase.Cancelled, view.History[^1].Phase);
    }

    [Fact]
    public async Task Jitter_makes_each_start_late_by_a_part_that_stays_the_same_after_a_crash()
    {
        var id = await CreateAsync(Cron("0 * * * *") with { JitterMs = 1_800_000 });
        AdvanceTo(At(4, 0));
        var pending = Assert.Single((await SettledAsync(id)).History);
        Assert.InRange(pending.StartAt!.Value, At(4, 0), At(4, 30));
        Assert.NotEqual(At(4, 0), pending.StartAt);
        await CrashAsync();
        await SettledAsync(id);
        AdvanceTo(pending.StartAt.Value.AddMilliseconds(-1));
        Assert.Equal(OccurrenceFate.Pending, Assert.Single((await SettledAsync(id)).History).Fate);
        Advance(TimeSpan.FromMilliseconds(1));
        await AgentStartsAsync();
    }

    [Fact]
    public async Task A_follower_waits_for_the_end_of_the_leaders_occurrence_of_the_same_time_however_it_ended_and_across_a_crash()
    {
        var leader = await CreateAsync(Cron("0 * * * *", "leader"));
        var follower = await CreateAsync(Cron("0 * * * *", "follower") with { After = leader });
        AdvanceTo(At(4, 0));
        var (launch, _) = await AgentStartsAsync();
        Assert.Equal("leader", launch.Spec.Prompt);
        Assert.Equal(OccurrenceFate.Pending, (await UntilAsync(follower, view => view.History.Count == 1)).History[0].Fate);

        await RestartWithAdoptionAsync();
        Assert.Equal(OccurrenceFate.Pending, (await SettledAsync(follower)).History[0].Fate);
        Agents.ExpectNoMsg(TimeSpan.Zero);
        _slot!.Tell(EndedBadly(launch.Attempt));
        Assert.Equal("follower", (await AgentStartsAsync()).Launch.Spec.Prompt);
        Assert.Equal(OccurrenceFate.Ran, (await UntilAsync(follower, view => view.RunCount == 1)).History[0].Fate);
    }

    [Fact]
    public async Task A_follower_of_a_leader_that_has_nothing_to_do_starts_at_once()
    {
        var leader = await CreateAsync(Cron("0 5 * * *", "leader"));
        await CreateAsync(Cron("0 4 * * *", "follower") with { After = leader });
        AdvanceTo(At(4, 0));
        Assert.Equal("follower", (await AgentStartsAsync()).Launch.Spec.Prompt);
    }

    [Fact]
    public async Task Following_in_a_circle_or_nobody_is_refused()
    {
        var first = await CreateAsync(Cron("0 * * * *"));
        var second = await CreateAsync(Cron("0 * * * *") with { After = first });
        var circle = await WishAsync(new ScheduleProtocol.Edit(first, new() { Schedule = Cron("0 * * * *") with { After = second }, CountsFrom = Clock.Now }, null));
        Assert.Equal(ErrorCodes.ScheduleCycle, circle.Error!.Code);
        Assert.Contains($"{first} -> {second} -> {first}", circle.Error.Message, StringComparison.Ordinal);
        var nobody = await WishAsync(new ScheduleProtocol.Create(ScheduleId.New(), new() { Schedule = Cron("0 * * * *") with { After = ScheduleId.New() }, CountsFrom = Clock.Now }));
        Assert.Equal(ErrorCodes.ScheduleNotFound, nobody.Error!.Code);
    }

    private IActorRef? _slot;

    /// <summary>The host is killed and comes back; the one agent that runs is adopted.</summary>
    private async Task RestartWithAdoptionAsync()
    {
        await CrashAsync();
        var adopt = await Agents.ExpectMsgAsync<ProcessProtocol.Adopt>(Patience);
        _slot = Agents.LastSender;
        _slot.Tell(new ProcessProtocol.Running(adopt.Attempt, FakeIdentity(adopt.Attempt), Adopted: true));
    }
}
