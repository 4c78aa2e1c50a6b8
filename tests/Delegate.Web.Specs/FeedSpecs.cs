using Delegate.Contracts;
using Delegate.EndToEnd.Specs.Harness;

namespace Delegate.Web.Specs;

/// <summary>What the page lives on, without a browser.</summary>
public sealed class FeedSpecs
{
    [Fact]
    public async Task Whoever_lost_the_host_goes_on_behind_the_last_entry_and_hears_of_everything_that_changed_meanwhile()
    {
        await using var bench = new Bench();
        var gate = bench.NewGate("gate");
        var task = await bench.Shell($"read go < {gate.Path}");
        using var guest = await gate.ArrivalAsync();
        var cursor = 0L;
        using (var client = new HttpDelegateClient(bench.Home))
            await foreach (var entry in client.FollowAsync(0, default))
            {
                cursor = entry.Cursor;
                if (entry.Task is { Phase: TaskPhase.Running })
                    break;
            }

        await bench.KillHost();
        guest.LetGo();
        var other = await bench.Shell("true");
        await bench.Succeeds(task);
        await bench.Succeeds(other);

        using var again = new HttpDelegateClient(bench.Home);
        var (last, cursors) = (new Dictionary<TaskId, TaskView>(), new List<long>());
        await foreach (var entry in again.FollowAsync(cursor, default))
        {
            cursors.Add(entry.Cursor);
            if (entry.Pulse is not null)
                break; // everything that was missed comes before the first pulse
            last[entry.Task!.Id] = entry.Task;
        }
        Assert.Equal([TaskPhase.Succeeded, TaskPhase.Succeeded], [last[task].Phase, last[other].Phase]);
        Assert.Equal(cursors.Order(), cursors);
        Assert.True(cursors[0] > cursor);
    }

    [Fact]
    public async Task The_past_prompts_decisions_and_checks_are_answered_by_the_host()
    {
        await using var bench = new Bench();
        var task = await bench.Shell("echo hello; exit 3");
        await bench.Wait(task);
        using var client = new HttpDelegateClient(bench.Home);

        var past = Assert.Single((await client.GetPastAsync(new(Task: task), default)).Tasks);
        Assert.Equal([TaskPhase.Queued, TaskPhase.Starting, TaskPhase.Running, TaskPhase.Failed], past.Steps.Select(step => step.Phase));
        Assert.Equal("echo hello; exit 3", (await client.GetPromptAsync(task, default)).Asked);
        Assert.Contains(await client.GetDecisionsAsync(new(Task: task), default), decision => decision.Kind == "grant");
        Assert.Null((await client.CheckAsync(new() { Tasks = [new() { Agent = "shell", Prompt = "true", Cwd = bench.Work }] }, default)).Error);
        Assert.Equal("tasks[0].cwd", (await client.CheckAsync(new() { Tasks = [new() { Agent = "shell", Prompt = "true", Cwd = "/no/such" }] }, default)).Error!.Field);
        Assert.Equal("page:1:1", (await client.CheckFlowAsync(new("nonsense", "page", bench.Work), default)).Error!.Field);
        Assert.Single(await bench.List()); // checks make nothing
    }
}
