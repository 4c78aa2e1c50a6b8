using System.Text.RegularExpressions;
using Akka.Actor;
using Delegate.Actors.Dag;
using Delegate.Actors.Hosting;
using Delegate.Actors.Processes;
using Delegate.Actors.Projections;
using Delegate.Actors.Tasks;
using Delegate.Contracts;
using Delegate.TestKit;

namespace Delegate.Actors.Specs.Tasks;

/// <summary>Lives through every edge of <c>docs/task-lifecycle.md</c>, and knows no other.</summary>
public class LifecycleSpecs : DelegateTestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly RetryPolicy Twice = RetryRules.Defaults with { MaxAttempts = 2 };

    [Fact]
    public async Task The_diagram_and_the_code_have_the_same_edges()
    {
        Options = Options with { MaxSlots = 64 };
        await RestartAsync();
        await GatesAsync();
        await AttemptsAsync();
        await PausesBeforeTheStartAsync();
        await PausesOfAnAttemptAsync();
        await StopsAsync();
        await CancelsAsync();

        var lived = Lived();
        var drawn = Drawn();
        Assert.True(drawn.SetEquals(lived), $"only drawn:\n{string.Join('\n', drawn.Except(lived))}\nonly lived:\n{string.Join('\n', lived.Except(drawn))}");
    }

    private async Task GatesAsync()
    {
        var tasks = (await SubmitAsync(NewTask("a", "a"), NewTask("b", "b") with { After = [new("a")] }, NewTask("c", "c") with { After = [new("a")] })).Reply!.Tasks;
        var a = await LaunchedAsync();
        await DoAsync(new DagProtocol.ChangeDependencies(tasks[2].Id, [], [tasks[0].Id], "spec")); // waiting -> queued
        await LaunchedAsync();
        await RunAsync(a, EndedWell(a.Launch.Attempt)); // b: waiting -> queued
        await LaunchedAsync();
        await DoAsync(new DagProtocol.PauseAll(true, "spec"));
        var (d, e) = (await SubmitOneAsync("d"), await SubmitOneAsync("e"));
        await DoAsync(new DagProtocol.ChangeDependencies(d, [new(e.Value)], [], "spec")); // queued -> waiting
        await CancelAsync(d); // waiting -> cancelled
        await CancelAsync(e); // queued -> cancelled
        await DoAsync(new DagProtocol.PauseAll(false, "spec"));
    }

    private async Task AttemptsAsync()
    {
        await SubmitAsync(NewTask() with { Retry = Twice }, NewTask() with { Retry = Twice });
        var (one, two) = (await LaunchedAsync(), await LaunchedAsync());
        await RunAsync(one, Failed(one.Launch.Attempt, OutcomeCodes.ApiError)); // running -> retrying
        two.Slot.Tell(Failed(two.Launch.Attempt, OutcomeCodes.ApiError)); // starting -> retrying
        await AwaitPhaseAsync(two.Launch.Spec.Id, TaskPhase.Retrying);
        await NextAttemptsAsync();
        (one, two) = (await LaunchedAsync(), await LaunchedAsync());
        await RunAsync(one, EndedBadly(one.Launch.Attempt)); // running -> failed
        two.Slot.Tell(EndedBadly(two.Launch.Attempt)); // starting -> failed
        await SubmitOneAsync();
        var third = await LaunchedAsync();
        third.Slot.Tell(EndedWell(third.Launch.Attempt)); // starting -> succeeded: it ended while nobody looked
        await AwaitPhaseAsync(third.Launch.Spec.Id, TaskPhase.Succeeded);
    }

    private async Task PausesBeforeTheStartAsync()
    {
        var retrying = await RetryingAsync();
        await PauseAndContinueAsync(retrying);
        await DoAsync(new DagProtocol.PauseAll(true, "spec"));
        var queued = await SubmitOneAsync("queued");
        var waiting = await SubmitOneAsync("waiting", new DependencyRequest(queued.Value));
        await PauseAndContinueAsync(waiting);
        await PauseAndContinueAsync(queued);
        await DoAsync(new DagProtocol.PauseTask(waiting, "spec"));
        await CancelAsync(waiting); // paused -> cancelled
        await CancelAsync(retrying); // retrying -> cancelled
        await CancelAsync(queued);
        await DoAsync(new DagProtocol.PauseAll(false, "spec"));
    }

    private async Task PausesOfAnAttemptAsync()
    {
        await SubmitAsync([.. Enumerable.Range(0, 5).Select(_ => NewTask() with { Retry = Twice })]);
        var starting = await LaunchedAsync();
        await PauseAsync(starting);
        await DoAsync(new DagProtocol.ContinueTask(starting.Launch.Spec.Id, "spec")); // paused -> starting
        await AwaitPhaseAsync(starting.Launch.Spec.Id, TaskPhase.Starting);
        var ends = new Func<AttemptKey, ProcessProtocol.Ended>[] { attempt => EndedWell(attempt), attempt => EndedBadly(attempt), attempt => Failed(attempt, OutcomeCodes.ApiError) };
        foreach (var end in ends) // paused -> succeeded, failed, retrying
        {
            var run = await LaunchedAsync();
            await PauseAsync(run, running: true);
            run.Slot.Tell(end(run.Launch.Attempt));
            await AwaitAsync(run.Launch.Spec.Id, view => view.Phase.IsTerminal() || view.Phase == TaskPhase.Retrying);
        }
        var last = await LaunchedAsync();
        await PauseAsync(last, running: true);
        await DoAsync(new DagProtocol.ContinueTask(last.Launch.Spec.Id, "spec")); // paused -> running
        await AwaitPhaseAsync(last.Launch.Spec.Id, TaskPhase.Running);
    }

    private async Task StopsAsync()
    {
        await SubmitAsync(NewTask() with { TimeoutMs = 1_000 }, NewTask() with { TimeoutMs = 1_000, Retry = Twice with { On = [FailureClass.TimedOut] } });
        var (one, two) = (await LaunchedAsync(), await LaunchedAsync());
        foreach (var late in new[] { one, two })
            await RunAsync(late, null);
        Clock.Advance(Kit.Sys, TimeSpan.FromSeconds(2));
        foreach (var late in new[] { one, two }) // running -> stopping -> failed, retrying
        {
            await AwaitPhaseAsync(late.Launch.Spec.Id, TaskPhase.Stopping);
            late.Slot.Tell(EndedBadly(late.Launch.Attempt));
            await AwaitAsync(late.Launch.Spec.Id, view => view.Phase is TaskPhase.Failed or TaskPhase.Retrying);
        }
    }

    private async Task CancelsAsync()
    {
        await SubmitAsync(NewTask(), NewTask());
        var (starting, paused) = (await LaunchedAsync(), await LaunchedAsync());
        await PauseAsync(paused, running: true);
        foreach (var doomed in new[] { starting, paused }) // starting, paused -> stopping -> cancelled
        {
            await CancelAsync(doomed.Launch.Spec.Id, TaskPhase.Stopping);
            doomed.Slot.Tell(EndedBadly(doomed.Launch.Attempt));
            await AwaitPhaseAsync(doomed.Launch.Spec.Id, TaskPhase.Cancelled);
        }
    }

    // ---- steps ----------------------------------------------------------------------------------------------------

    private async Task<(ProcessProtocol.Launch Launch, IActorRef Slot)> LaunchedAsync()
    {
        var launch = (ProcessProtocol.Launch)await Agents.FishForMessageAsync(message => message is ProcessProtocol.Launch, Patience);
        return (launch, Agents.LastSender);
    }

    private async Task RunAsync((ProcessProtocol.Launch Launch, IActorRef Slot) agent, ProcessProtocol.Ended? end)
    {
        var (launch, slot) = agent;
        slot.Tell(new ProcessProtocol.Running(launch.Attempt, FakeIdentity(launch.Attempt), false));
        await AwaitPhaseAsync(launch.Spec.Id, TaskPhase.Running);
        if (end is null)
            return;
        slot.Tell(end);
        await AwaitAsync(launch.Spec.Id, view => view.Phase != TaskPhase.Running);
    }

    private async Task PauseAsync((ProcessProtocol.Launch Launch, IActorRef Slot) agent, bool running = false)
    {
        if (running)
            await RunAsync(agent, null);
        await DoAsync(new DagProtocol.PauseTask(agent.Launch.Spec.Id, "spec"));
        await AwaitPhaseAsync(agent.Launch.Spec.Id, TaskPhase.Paused);
    }

    private async Task PauseAndContinueAsync(TaskId id)
    {
        var before = (await ViewAsync(id))!.Phase;
        await DoAsync(new DagProtocol.PauseTask(id, "spec"));
        await AwaitPhaseAsync(id, TaskPhase.Paused);
        await DoAsync(new DagProtocol.ContinueTask(id, "spec"));
        await AwaitPhaseAsync(id, before);
    }

    private async Task<TaskId> RetryingAsync()
    {
        await SubmitAsync(NewTask() with { Retry = Twice });
        var agent = await LaunchedAsync();
        await RunAsync(agent, Failed(agent.Launch.Attempt, OutcomeCodes.ApiError));
        return agent.Launch.Spec.Id;
    }

    private async Task NextAttemptsAsync()
    {
        await CoordinatorHasHeardAsync();
        Clock.Advance(Kit.Sys, TimeSpan.FromMinutes(1));
    }

    private async Task CancelAsync(TaskId id, TaskPhase then = TaskPhase.Cancelled)
    {
        await CoordinatorHasHeardAsync();
        await Actor<DagCoordinatorKey>().Ask<TaskProtocol.CancelReply>(new DagProtocol.Cancel(id, new(OutcomeCodes.Cancelled, "Enough.", "spec")), Patience);
        await AwaitPhaseAsync(id, then);
    }

    private async Task DoAsync(object command) => Assert.Null((await Actor<DagCoordinatorKey>().Ask<DagProtocol.Answer>(command, Patience)).Error);

    private static ProcessProtocol.Ended Failed(AttemptKey attempt, string code) => new(attempt, new(1, null), new(new(code, "Because.")));

    // ---- edges ----------------------------------------------------------------------------------------------------

    private static HashSet<string> Drawn()
    {
        var page = File.ReadAllText(Architecture.ArchitectureSpecs.InRepository("docs/task-lifecycle.md"));
        return [.. Regex.Matches(page, @"^ +(\[\*\]|\w+) --> (\w+) : (\w+)$", RegexOptions.Multiline)
            .Select(edge => $"{edge.Groups[1].Value} --> {edge.Groups[2].Value} : {edge.Groups[3].Value}")];
    }

    /// <summary>Every change of phase that the journal of this spec holds, as the read model has it.</summary>
    private HashSet<string> Lived()
    {
        var (views, edges) = (new Dictionary<TaskId, TaskView>(), new HashSet<string>());
        foreach (var happened in Journal.All(Home))
        {
            if (happened is DagProtocol.GraphAccepted graph)
                foreach (var task in graph.Tasks)
                    Step(task.Spec.Id, null, TaskProjection.New(graph, task), happened);
            foreach (var (id, view) in views.ToList())
                Step(id, view, After(view, happened), happened);
        }
        return edges;

        void Step(TaskId id, TaskView? before, TaskView after, object happened)
        {
            views[id] = after;
            if (before?.Phase != after.Phase)
                edges.Add($"{(before is null ? "[*]" : Name(before.Phase))} --> {Name(after.Phase)} : {happened.GetType().Name}");
        }
    }

    private static TaskView After(TaskView view, object happened) => happened switch
    {
        TaskProtocol.IEvent e when e.TaskId == view.Id => TaskProjection.Apply(view, e),
        DagProtocol.TaskClosed e => TaskProjection.ParentEnded(view, e),
        DagProtocol.DependenciesChanged e when e.TaskId == view.Id => TaskProjection.Apply(view, e),
        DagProtocol.TaskParked e when e.TaskId == view.Id => TaskProjection.Apply(view, e),
        DagProtocol.TaskPaused e when e.TaskId == view.Id => TaskProjection.Paused(view, e.By),
        DagProtocol.TaskContinued e when e.TaskId == view.Id => TaskProjection.Continued(view),
        _ => view,
    };

    private static string Name(TaskPhase phase) => phase.ToString().ToLowerInvariant();
}
