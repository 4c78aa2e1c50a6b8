using Delegate.Contracts;
using Delegate.EndToEnd.Specs.Harness;
using Delegate.ScriptedApi;

namespace Delegate.EndToEnd.Specs;

/// <summary>A delegated session of the real Claude Code delegates in turn.</summary>
public sealed class DelegatingInTurnSpecs
{
    [SkippableFact]
    public async Task With_leave_a_delegated_session_delegates_and_what_it_delegated_is_its_child_and_is_cancelled_with_it()
    {
        RealClaude.OrSkip();
        await using var api = await ScriptedMessagesApi.StartAsync();
        await using var bench = RealClaude.On(new Bench(), api);
        var gate = bench.NewGate("gate");

        var parent = await bench.Claude(
            $"[[tool mcp__delegate__DelegateTask {{\"agent\":\"shell\",\"prompt\":\"read go < {gate.Path}\"}}]] [[hang]]", "--allow-delegation");
        using var guest = await gate.ArrivalAsync();
        var child = (await bench.List()).Single(task => task.Id != parent);
        await bench.Do("cancel", parent.Value);

        Assert.Equal(parent, child.DelegatedBy);
        var (ended, _) = await bench.Wait(child.Id);
        Assert.Equal((TaskPhase.Cancelled, OutcomeCodes.Cancelled), (ended.Phase, ended.Outcome?.Code));
        Assert.Contains(parent.Value, ended.Outcome!.Message, StringComparison.Ordinal);
        await bench.Wait(parent);
        Assert.Equal([await bench.HostProcess()], Leftovers.Of(bench));
    }

    [SkippableFact]
    public async Task Beyond_the_limit_it_is_refused_with_the_limit_named_and_without_leave_it_has_no_such_tool()
    {
        RealClaude.OrSkip();
        await using var api = await ScriptedMessagesApi.StartAsync();
        await using var bench = RealClaude.On(new Bench(), api).With("DELEGATE_DELEGATIONS_PER_TASK", "1");
        const string Delegate = "[[tool mcp__delegate__DelegateTask {\"agent\":\"shell\",\"prompt\":\"echo ran >> runs\"}]]";

        var parent = await bench.Claude($"{Delegate} {Delegate} [[say done]]", "--allow-delegation");
        await bench.Wait(parent);
        var told = api.Requests.Last().Body["messages"]!.ToJsonString();
        var mute = await bench.Claude($"{Delegate} [[say done]]");
        await bench.Wait(mute);

        Assert.Contains("delegationsPerTask", told, StringComparison.Ordinal);
        var child = Assert.Single(await bench.List(), task => task.Agent == AgentNames.Shell);
        Assert.Equal(parent, child.DelegatedBy);
        await bench.Wait(child.Id);
        Assert.Equal(["ran"], bench.Lines("runs"));
    }
}
