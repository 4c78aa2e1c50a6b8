using Delegate.Contracts;
using Delegate.EndToEnd.Specs.Harness;

namespace Delegate.EndToEnd.Specs;

/// <summary>What a Claude Code session says of itself counts, not its exit code alone (N20); played by the fake agent.</summary>
public sealed class AgentOutcomeSpecs
{
    [Theory]
    [InlineData("say hello", TaskPhase.Succeeded, OutcomeCodes.Succeeded, 0)]
    [InlineData("is_error it went wrong", TaskPhase.Failed, OutcomeCodes.AgentError, 1)]
    [InlineData("no_result", TaskPhase.Failed, OutcomeCodes.AgentError, 1)]
    [InlineData("deny Bash", TaskPhase.Failed, OutcomeCodes.PermissionDenied, 1)]
    [InlineData("usage_limit 1893456000", TaskPhase.Failed, OutcomeCodes.UsageLimit, 1)]
    [InlineData("say hello\nexit 9", TaskPhase.Failed, OutcomeCodes.AgentError, 9)]
    [InlineData("say hello\ncrash KILL", TaskPhase.Failed, OutcomeCodes.Killed, 137)]
    public async Task It_ends_as_its_stream_and_its_process_together_say(string script, TaskPhase phase, string outcome, int exitCode)
    {
        await using var bench = new Bench();

        var (task, code) = await bench.Wait(await bench.Claude(script, "--retry-on", "timed_out")); // what it says of itself is not tried again

        Assert.Equal((phase, outcome, exitCode), (task.Phase, task.Outcome?.Code, code));
    }

    [Fact]
    public async Task Cancelled_with_a_grandchild_in_a_session_of_its_own_the_whole_tree_is_gone()
    {
        await using var bench = new Bench();
        var id = await bench.Claude("ignore TERM\ngrandchild pid\nawait never");
        await bench.UntilLines("pid", 1);
        var grandchild = Identity.Of(int.Parse(bench.Lines("pid")[0], System.Globalization.CultureInfo.InvariantCulture));

        await bench.Do("cancel", id.Value);
        var (task, _) = await bench.Wait(id);

        Assert.Equal(TaskPhase.Cancelled, task.Phase);
        Assert.False(grandchild.Lives);
        Assert.Equal([await bench.HostProcess()], Leftovers.Of(bench));
    }
}
