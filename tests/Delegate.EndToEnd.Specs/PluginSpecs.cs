using System.Text.Json.Nodes;
using Delegate.Contracts;
using Delegate.EndToEnd.Specs.Harness;
using Delegate.ScriptedApi;

namespace Delegate.EndToEnd.Specs;

/// <summary>The plugin of this repository in the real Claude Code program: installed with one command, it gives a session the tools and tells it of its delegations.</summary>
public sealed class PluginSpecs
{
    private const string Tools = "mcp__plugin_delegate_delegate";

    [SkippableFact]
    public async Task Installed_with_one_command_it_tells_a_session_of_its_delegations_and_gives_it_the_tools()
    {
        RealClaude.OrSkip();
        await using var api = await ScriptedMessagesApi.StartAsync();
        await using var bench = WithDelegateOnPath(RealClaude.On(new Bench(), api));
        var gate = bench.NewGate("gate");
        var done = await bench.Shell("echo made overnight");
        await bench.Succeeds(done);
        var open = await bench.Shell($"read go < {gate.Path}");
        using var guest = await gate.ArrivalAsync();

        await Claude(bench, "plugin", "validate", "--strict", Built.Repository);
        await Claude(bench, "plugin", "validate", "--strict", Path.Combine(Built.Repository, "plugin"));
        await Claude(bench, "plugin", "install", "delegate", "--marketplace", Built.Repository);
        var events = (await Claude(bench, "-p", "--output-format", "stream-json", "--verbose", "--allowedTools", Tools, "--",
            $"[[tool {Tools}__DelegateTask {{\"agent\":\"shell\",\"prompt\":\"echo from the plugin > made\"}}]] [[tool {Tools}__Inbox {{}}]] [[say done]]"))
            .OutLines.Select(line => JsonNode.Parse(line)!).ToList();

        var start = events.First(said => (string?)said["subtype"] == "init");
        var names = start["tools"]!.AsArray().Select(tool => (string)tool!).ToHashSet();
        Assert.Superset(new HashSet<string> { $"{Tools}__DelegateTask", $"{Tools}__Inbox", $"{Tools}__TaskStatus" }, names);
        Assert.Superset(
            new HashSet<string> { "delegate:inbox", "delegate:overnight", "delegate:plan", "delegate:status" },
            start["slash_commands"]!.AsArray().Select(command => (string)command!).ToHashSet());
        var session = (string?)start["session_id"];
        var asked = api.Requests.First(request => request.Session == session).Body.ToJsonString();
        Assert.Contains(done.Value, asked, StringComparison.Ordinal); // the words of the hook, in the model's request
        Assert.Contains(open.Value, asked, StringComparison.Ordinal);
        var delegated = (await bench.List()).First(task => task.CallerSession == session);
        await bench.Succeeds(delegated.Id);
        Assert.Equal(["from the plugin"], bench.Lines("made"));
        var inbox = api.Requests.Last(request => request.Session == session).Body["messages"]!.ToJsonString();
        Assert.Contains(delegated.Id.Value, inbox, StringComparison.Ordinal);
        Assert.True((bool?)events.Last(said => (string?)said["type"] == "result")["is_error"] is false);
        guest.LetGo();
        await bench.Succeeds(open);
    }

    [SkippableFact]
    public async Task Before_a_conversation_is_compacted_the_summary_is_told_to_keep_what_is_open_and_afterwards_the_session_is_told_again()
    {
        RealClaude.OrSkip();
        await using var api = await ScriptedMessagesApi.StartAsync();
        await using var bench = WithDelegateOnPath(RealClaude.On(new Bench(), api));
        var gate = bench.NewGate("gate");
        var open = await bench.Shell($"read go < {gate.Path}");
        using var guest = await gate.ArrivalAsync();
        var plugin = Path.Combine(Built.Repository, "plugin");
        var session = Guid.NewGuid().ToString();

        await Claude(bench, "-p", "--plugin-dir", plugin, "--session-id", session, "--", "[[say hello]]");
        var before = api.Requests.Count;
        await Claude(bench, "-p", "--plugin-dir", plugin, "--resume", session, "--", "/compact");
        var summary = string.Join('\n', api.Requests.Skip(before).Select(request => request.Body.ToJsonString()));
        before = api.Requests.Count;
        await Claude(bench, "-p", "--plugin-dir", plugin, "--resume", session, "--", "[[say hello again]]");
        var after = api.Requests.Skip(before).First().Body.ToJsonString();

        Assert.Contains("Keep in the summary", summary, StringComparison.Ordinal);
        Assert.Contains(open.Value, summary, StringComparison.Ordinal);
        Assert.Contains(open.Value, after, StringComparison.Ordinal);
        guest.LetGo();
        await bench.Succeeds(open);
    }

    [SkippableFact]
    public async Task On_a_machine_without_the_program_or_without_a_host_a_session_with_the_plugin_runs_as_if_it_were_not_there()
    {
        RealClaude.OrSkip();
        await using var api = await ScriptedMessagesApi.StartAsync();
        await using var bench = RealClaude.On(new Bench(), api).With("PATH", "/usr/bin:/bin");

        var result = await Claude(bench, "-p", "--plugin-dir", Path.Combine(Built.Repository, "plugin"), "--", "[[say all is well]]");

        Assert.Equal("all is well", result.Out.Trim());
        Assert.Empty(Leftovers.Of(bench));
    }

    private static async Task<ProgramResult> Claude(Bench bench, params string[] arguments)
    {
        await using var program = bench.StartProgram(RealClaude.Path!, arguments);
        program.Input.Close();
        var result = await program.EndAsync();
        Assert.True(result.ExitCode == 0, result.ToString());
        return result;
    }

    /// <summary>As the README says to install it.</summary>
    private static Bench WithDelegateOnPath(Bench bench)
    {
        var bin = Directory.CreateDirectory(Path.Combine(bench.Folder, "bin")).FullName;
        File.CreateSymbolicLink(Path.Combine(bin, "delegate"), Built.Cli);
        return bench.With("PATH", $"{bin}:{Environment.GetEnvironmentVariable("PATH")}");
    }
}
