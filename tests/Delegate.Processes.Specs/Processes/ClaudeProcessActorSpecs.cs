using System.Text;
using Akka.Actor;
using Delegate.Actors.Processes;
using Delegate.Actors.Processes.Linux;
using Delegate.Contracts;
using Delegate.Processes.Specs.Support;

namespace Delegate.Processes.Specs.Processes;

public sealed class ClaudeProcessActorSpecs : ProcessSpecs
{
    [Fact]
    public async Task A_launch_runs_the_agent_and_says_how_it_ended_and_that_the_slot_is_free()
    {
        var launch = NewLaunch($"{Gate()}; echo oops >&2; exit 3");
        NewSlot().Tell(launch);
        var running = await RunningAsync(launch);
        Assert.False(running.Adopted);
        Assert.True(ProcessTable.IsAlive(running.Identity.Agent));
        await AtGateAsync();
        await OpenAsync();

        var ended = await EndedAsync(launch);
        Assert.Equal(new AgentExit(3, null), ended.Exit);
        Assert.Equal(OutcomeCodes.AgentError, ended.Report.Outcome.Code);
        Assert.Contains("oops", ended.Report.Outcome.Message, StringComparison.Ordinal);
        Assert.Empty(Alive(launch));
    }

    [Fact]
    public async Task A_short_life_is_told_whole()
    {
        foreach (var _ in Enumerable.Range(0, 20))
        {
            var launch = NewLaunch("exit 0");
            NewSlot().Tell(launch);
            await RunningAsync(launch);
            Assert.Equal(OutcomeCodes.Succeeded, (await EndedAsync(launch)).Report.Outcome.Code);
        }
    }

    [Fact]
    public async Task A_signal_that_ended_the_agent_is_named()
    {
        var launch = NewLaunch(Gate());
        NewSlot().Tell(launch);
        var running = await RunningAsync(launch);
        await AtGateAsync();
        ProcessSignals.Kill(running.Identity.Agent);

        var ended = await EndedAsync(launch);
        Assert.Equal(new AgentExit(null, "SIGKILL"), ended.Exit);
        Assert.Equal((OutcomeCodes.Killed, "SIGKILL"), (ended.Report.Outcome.Code, ended.Report.Outcome.Signal));
    }

    [Fact]
    public async Task The_same_launch_twice_starts_one_process()
    {
        var launch = NewLaunch($"echo started >> starts; {Gate()}");
        var slot = NewSlot();
        slot.Tell(launch);
        slot.Tell(launch);
        await RunningAsync(launch);
        await AtGateAsync();
        slot.Tell(launch);
        await OpenAsync();

        await EndedAsync(launch);
        Assert.Equal(["started"], await LinesAsync("starts"));
        await Facts.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task What_a_finished_agent_left_running_is_ended_before_the_end_is_told()
    {
        var launch = NewLaunch("setsid sh -c 'echo $$ > left; exec tail -f /dev/null' & while [ ! -s left ]; do :; done; exit 0");
        NewSlot().Tell(launch);
        await RunningAsync(launch);

        Assert.Equal(new AgentExit(0, null), (await EndedAsync(launch)).Exit);
        Assert.NotEmpty(await LinesAsync("left"));
        Assert.Empty(Alive(launch));
    }

    [Fact]
    public async Task The_agent_and_its_children_inherit_the_mark_and_nothing_of_the_callers_session()
    {
        Environment.SetEnvironmentVariable("CLAUDECODE", "1");
        Environment.SetEnvironmentVariable("CLAUDE_CODE_SESSION_ID", "of the caller");
        var launch = NewLaunch("setsid env > environment; echo > done");
        NewSlot().Tell(launch);
        await RunningAsync(launch);
        await EndedAsync(launch);

        var environment = await LinesAsync("environment");
        Assert.Contains($"DELEGATE_ATTEMPT={launch.Attempt}", environment);
        Assert.Contains($"DELEGATE_TASK_ID={launch.Attempt.Task}", environment);
        Assert.DoesNotContain(environment, line => line.StartsWith("CLAUDECODE=", StringComparison.Ordinal) || line.StartsWith("CLAUDE_CODE_SESSION_ID=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_prompt_of_a_megabyte_arrives_byte_by_byte_and_is_in_no_command_line()
    {
        var prompt = new StringBuilder("'quoted' $HOME `x` \\ \r\n\t").Insert(0, "é😀\0", 150_000).Append("no end").ToString();
        Options = Options with { ClaudePath = await ProgramAsync("claude", "#!/bin/sh\ncat > prompt; tr '\\0' '\\n' < /proc/$$/cmdline > arguments; exit 5\n") };
        var launch = NewLaunch(prompt, AgentNames.Claude);
        NewSlot().Tell(launch);
        await RunningAsync(launch);

        Assert.Equal(5, (await EndedAsync(launch)).Exit?.ExitCode);
        Assert.Equal(Encoding.UTF8.GetBytes(prompt), await File.ReadAllBytesAsync(Path.Combine(Work, "prompt")));
        Assert.Contains("--session-id", await LinesAsync("arguments"));
        Assert.DoesNotContain(await LinesAsync("arguments"), line => line.Contains("quoted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_session_is_reported_when_the_agent_names_it_and_its_result_at_the_end()
    {
        Options = Options with
        {
            ClaudePath = await ProgramAsync("claude", $$"""
                #!/bin/sh
                echo '{"type":"system","subtype":"init","session_id":"s-1","model":"m-1"}'
                {{Gate()}}
                printf '{"type":"result","subtype":"success","is_error":false,"result":"no line end","session_id":"s-1"}'
                """),
        };
        var launch = NewLaunch("hello", AgentNames.Claude);
        NewSlot().Tell(launch);
        await RunningAsync(launch);
        Assert.Equal(new ProcessProtocol.Reported(launch.Attempt, "s-1", "m-1"), await Facts.ExpectMsgAsync<ProcessProtocol.Reported>(Patience.Long));
        await AtGateAsync();
        await OpenAsync();

        var report = (await EndedAsync(launch)).Report;
        Assert.Equal((OutcomeCodes.Succeeded, "no line end", "s-1"), (report.Outcome.Code, report.Result, report.SessionId));
    }
}
