using System.Collections.Concurrent;
using Akka.Actor;
using Akka.TestKit;
using Delegate.Actors.Dag;
using Delegate.Actors.Hosting;
using Delegate.Actors.Processes;
using Delegate.Actors.Tasks;
using Delegate.Contracts;
using Delegate.TestKit;

namespace Delegate.Actors.Specs.Tasks;

/// <summary>
/// One story with everything in it (a chain, a retry, a hold released by a retry, a cascade, a cancel), and the host dead
/// after every single entry of its journal: each time the next host brings it to the same end.
/// </summary>
public class CrashPointSpecs : DelegateTestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly World _world = new();

    [Fact]
    public async Task Wherever_the_host_dies_every_task_ends_once_and_as_it_would_have()
    {
        Agents.SetAutoPilot(_world);
        var ids = await BeginAsync();
        await RunToEndAsync(ids);
        var ends = await EndsAsync(ids);
        Assert.Equal(["succeeded", "succeeded", "failed", "cancelled", "succeeded", "succeeded"], ends);
        Assert.Contains(_world.Attempts.Keys, attempt => attempt.Number == 2);

        var positions = Journal.Positions(Home);
        var submitted = Journal.All(Home).ToList().FindLastIndex(happened => happened is DagProtocol.GraphAccepted);
        for (var cut = positions.Count - 2; cut >= submitted; cut--)
            foreach (var lastLaunchWasDone in new[] { true, false })
            {
                await RestartAsync(() =>
                {
                    Journal.CutAfter(Home, positions[cut]);
                    ForgetViews();
                    _world.BackTo(Begun(ids), lastLaunchWasDone ? null : Journal.Last(Home) as TaskProtocol.AttemptStarting);
                });
                Agents.SetAutoPilot(_world);
                await RunToEndAsync(ids);
                Assert.Equal(ends, await EndsAsync(ids));
                foreach (var id in ids)
                    AssertOneLife(id);
                Assert.All(_world.Attempts.Values, process => Assert.Equal(1, process.Starts));
            }
    }

    /// <summary>What the journal must hold of a task however often its host died: attempts counted up, one end, nothing after it.</summary>
    private void AssertOneLife(TaskId id)
    {
        var events = Journal.EventsOf(Home, id);
        Assert.IsType<TaskProtocol.Ended>(events[^1]);
        Assert.Single(events.OfType<TaskProtocol.Ended>());
        var attempts = events.OfType<TaskProtocol.AttemptStarting>().Select(attempt => attempt.Number).ToList();
        Assert.Equal(Enumerable.Range(1, attempts.Count), attempts);
    }

    private async Task<IReadOnlyList<TaskId>> BeginAsync()
    {
        var retry = RetryRules.Defaults with { MaxAttempts = 2 };
        var answer = await SubmitAsync(
            NewTask("ok", "build"),
            NewTask("fails once", "test") with { After = [new("build")], Retry = retry },
            NewTask("fails", "lint") with { After = [new("build")] },
            NewTask("ok", "publish") with { After = [new("lint")] },
            NewTask("ok", "cleanup") with { After = [new("lint", DependencyPolicy.Run), new("test")] });
        var ids = answer.Reply!.Tasks.Select(task => task.Id).ToList();
        var held = Assert.Single((await SubmitAsync(NewTask("ok", "report") with { After = [new(ids[4].Value, DependencyPolicy.Hold)] })).Reply!.Tasks).Id;
        return [.. ids, held];
    }

    /// <summary>Time passes whenever somebody waits for it, until all have ended.</summary>
    private async Task RunToEndAsync(IReadOnlyList<TaskId> ids)
    {
        using var subscription = Feed.Subscribe(ids);
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            await ViewAsync(ids[0]); // the projector's barrier
            var views = ids.Select(id => Queries.Find(id)!.View).ToList();
            if (views.TrueForAll(view => view.Phase.IsTerminal()))
                break;
            if (views.Exists(view => view.Phase == TaskPhase.Retrying))
            {
                await CoordinatorHasHeardAsync();
                Clock.Advance(Kit.Sys, TimeSpan.FromMinutes(1));
            }
            await subscription.Changes.WaitToReadAsync(patience.Token);
            while (subscription.Changes.TryRead(out _))
            {
            }
        }
        await CoordinatorHasHeardAsync();
    }

    private async Task<IReadOnlyList<string>> EndsAsync(IReadOnlyList<TaskId> ids)
    {
        await ViewAsync(ids[0]);
        return [.. ids.Select(id => Queries.Find(id)!.View.Phase.ToString().ToLowerInvariant())];
    }

    private IReadOnlyList<AttemptKey> Begun(IReadOnlyList<TaskId> ids) =>
        [.. ids.SelectMany(id => Journal.EventsOf(Home, id)).OfType<TaskProtocol.AttemptStarting>().Select(e => new AttemptKey(e.TaskId, e.Number))];

    private void ForgetViews()
    {
        foreach (var suffix in new[] { "", "-wal", "-shm" })
            File.Delete(Home.ViewsFile + suffix);
    }

    /// <summary>The machine that the agents run on: it does not die with the host. Agents end at once, by their prompts.</summary>
    private sealed class World : AutoPilot
    {
        public ConcurrentDictionary<AttemptKey, Process> Attempts { get; } = [];

        /// <summary>What a host leaves that dies: the processes whose start was stored, but for one that it had not come to launch.</summary>
        public void BackTo(IReadOnlyList<AttemptKey> begun, TaskProtocol.AttemptStarting? notLaunched)
        {
            foreach (var attempt in Attempts.Keys.Where(attempt => !begun.Contains(attempt)))
                Attempts.TryRemove(attempt, out _);
            if (notLaunched is not null)
                Attempts.TryRemove(new(notLaunched.TaskId, notLaunched.Number), out _);
        }

        public override AutoPilot Run(IActorRef sender, object message)
        {
            switch (message)
            {
                case ProcessProtocol.Launch launch:
                    var isNew = !Attempts.ContainsKey(launch.Attempt);
                    var process = Attempts.GetOrAdd(launch.Attempt, _ => new(launch.Spec.Prompt));
                    process.Starts += isNew ? 1 : 0;
                    Tell(sender, launch.Attempt, adopted: !isNew);
                    break;
                case ProcessProtocol.Adopt adopt:
                    Tell(sender, adopt.Attempt, adopted: true);
                    break;
                default:
                    break;
            }
            return KeepRunning;
        }

        private void Tell(IActorRef slot, AttemptKey attempt, bool adopted)
        {
            if (!Attempts.TryGetValue(attempt, out var process))
            {
                slot.Tell(new ProcessProtocol.Ended(attempt, null, new(new(OutcomeCodes.Lost, "No such process."))));
                return;
            }
            slot.Tell(new ProcessProtocol.Running(attempt, FakeIdentity(attempt), adopted));
            slot.Tell(process.Prompt switch
            {
                "fails" => EndedBadly(attempt),
                "fails once" when attempt.Number == 1 => new(attempt, new(1, null), new(new(OutcomeCodes.ApiError, "Because."))),
                _ => EndedWell(attempt),
            });
        }

        public sealed class Process(string prompt)
        {
            public string Prompt => prompt;

            public int Starts { get; set; }
        }
    }
}
