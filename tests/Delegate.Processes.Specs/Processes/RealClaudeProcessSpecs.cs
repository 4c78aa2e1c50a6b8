using Delegate.Actors.Processes;
using Delegate.Contracts;
using Delegate.Processes.Specs.Support;
using Delegate.ScriptedApi;

namespace Delegate.Processes.Specs.Processes;

/// <summary>What the slot makes of the real program, which talks to a scripted API.</summary>
public sealed class RealClaudeProcessSpecs : ProcessSpecs
{
    private const string Schema = """{"type":"object","properties":{"answer":{"type":"integer"}},"required":["answer"]}""";

    [SkippableFact]
    public async Task A_session_is_gone_on_with_in_the_same_conversation_and_where_it_is_gone_a_new_one_is_opened()
    {
        await using var api = await RealClaude.OrSkipAsync();
        var first = NewRealLaunch("[[say first answer]]");
        await RunAsync(first);
        var second = NewRealLaunch("unused", first.SessionId) with { Resume = true, Prompt = "[[say second answer]]" };
        var resumed = await RunAsync(second);
        Assert.Equal(("second answer", first.SessionId), (resumed.Report.Result, resumed.Report.SessionId));
        Assert.Contains("first answer", api.Requests.Last().Body.ToJsonString(), StringComparison.Ordinal);

        AgentHome.Forget(first.SessionId);
        var third = NewRealLaunch("unused", first.SessionId) with { Resume = true, Prompt = "never said", FreshPrompt = "[[say a fresh answer]]" };
        var fresh = await RunAsync(third);
        Assert.Equal("a fresh answer", fresh.Report.Result);
        Assert.NotEqual(first.SessionId, fresh.Report.SessionId);
    }

    [SkippableFact]
    public async Task A_schema_gives_a_structured_answer_and_one_that_does_not_fit_is_a_failure()
    {
        await using var api = await RealClaude.OrSkipAsync();
        var fits = await RunAsync(WithSchema(NewRealLaunch("""[[tool StructuredOutput {"answer":42}]]""")));
        Assert.Equal((OutcomeCodes.Succeeded, """{"answer":42}"""), (fits.Report.Outcome.Code, fits.Report.ResultJson));

        var not = await RunAsync(WithSchema(NewRealLaunch("[[say forty-two]]")));
        Assert.Equal((OutcomeCodes.AgentError, null, 0), (not.Report.Outcome.Code, not.Report.ResultJson, not.Exit?.ExitCode));
        Assert.Contains("schema", not.Report.Outcome.Message, StringComparison.Ordinal);

        ProcessProtocol.Launch WithSchema(ProcessProtocol.Launch launch) => launch with { Spec = launch.Spec with { JsonSchema = Schema } };
    }

    [SkippableFact]
    public async Task An_overload_is_one_and_the_same_session_goes_on_when_it_has_passed()
    {
        await using var api = await RealClaude.OrSkipAsync();
        var launch = NewRealLaunch("[[tool Bash echo hi]] [[first 3 529]] [[say got through]]");
        var ended = await RunAsync(launch);
        Assert.Equal((OutcomeCodes.Overloaded, 1), (ended.Report.Outcome.Code, ended.Exit?.ExitCode));
        Assert.Equal((2, launch.SessionId), (ended.Checkpoint!.Turns, ended.Checkpoint.SessionId)); // it counts the turn that failed

        // How many requests a session makes before it gives up is its own business; in the end one gets through.
        for (var tries = 0; tries < 3 && ended.Report.Outcome.Code == OutcomeCodes.Overloaded; tries++)
            ended = await RunAsync(NewRealLaunch("unused", launch.SessionId) with { Resume = true, Prompt = "Go on." });
        Assert.Equal((OutcomeCodes.Succeeded, "got through"), (ended.Report.Outcome.Code, ended.Report.Result));
    }

    [SkippableFact]
    public async Task What_it_does_not_take_is_a_bad_configuration()
    {
        await using var api = await RealClaude.OrSkipAsync();
        var mode = NewRealLaunch("[[say never]]");
        var refused = await RunAsync(mode with { Spec = mode.Spec with { PermissionMode = "nonsense" } });
        Assert.Equal(OutcomeCodes.BadConfiguration, refused.Report.Outcome.Code);
        Assert.Equal(OutcomeCodes.BadConfiguration, (await RunAsync(NewRealLaunch("[[api-error 404]]"))).Report.Outcome.Code);
    }

    private ProcessProtocol.Launch NewRealLaunch(string prompt, string? session = null)
    {
        Options = Options with { ClaudePath = RealClaude.Path! };
        return NewLaunch(prompt, AgentNames.Claude) with { SessionId = session ?? Guid.NewGuid().ToString() };
    }

    private async Task<ProcessProtocol.Ended> RunAsync(ProcessProtocol.Launch launch)
    {
        NewSlot().Tell(launch, Facts);
        var ended = (ProcessProtocol.Ended)await Facts.FishForMessageAsync(fact => fact is ProcessProtocol.Ended, TimeSpan.FromSeconds(60));
        Assert.Equal(launch.Attempt, ended.Attempt);
        await Scaler.ExpectMsgAsync<SlotProtocol.Freed>(Patience.Long);
        return ended;
    }
}
