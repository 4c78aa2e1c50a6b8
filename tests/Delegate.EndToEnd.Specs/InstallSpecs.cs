using System.Text.Json.Nodes;
using Delegate.EndToEnd.Specs.Harness;

namespace Delegate.EndToEnd.Specs;

/// <summary>The installed program: a native client, the host beside it. What it can do is shown elsewhere; here, that it can it too.</summary>
public sealed class InstallSpecs(Native native) : IClassFixture<Native>
{
    [Fact]
    public void The_client_is_one_native_file_with_the_host_beside_it_and_nothing_was_warned_of()
    {
        Assert.DoesNotContain("warning", native.Words, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("delegated", native.Files);
        Assert.DoesNotContain("delegate.dll", native.Files);
        Assert.Equal("\u007fELF"u8.ToArray(), File.ReadAllBytes(native.Program)[..4]);
    }

    [Fact]
    public async Task The_native_client_starts_the_host_beside_it_runs_tasks_and_lists_them()
    {
        await using var bench = new Bench(native.Program);

        var followed = await bench.Try("run", "--agent", "shell", "--follow", "--", "echo hello; exit 3");
        Assert.Equal((3, "hello\n"), (followed.ExitCode, followed.Out));
        var task = Assert.Single(await bench.List());
        Assert.Contains(task.Id.Value, (await bench.Do("list")).Out, StringComparison.Ordinal);
        Assert.Contains("QUEUE", (await bench.Do("queue", "list")).Out, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1", (await bench.Do("dashboard", "--print")).Out, StringComparison.Ordinal);
        await bench.Do("schedule", "create", "--agent", "shell", "--name", "nightly", "--cron", "30 2 * * *", "echo hello");
        Assert.Equal("nightly", (string?)(await bench.DoJson("schedule", "list"))[0]!["schedule"]!["name"]);
        await File.WriteAllTextAsync(bench.PathOf("flow.yaml"), "defaults: { agent: shell }\ntasks:\n  one: { command: echo first }\n  two: { needs: one, command: echo second }\n");
        Assert.Equal(["one | first", "two | second"], (await bench.Do("flow", "run", "flow.yaml", "--follow")).OutLines.Where(line => line.Contains(" | ")).Select(line => line.Replace("  ", " ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_native_client_serves_MCP()
    {
        await using var bench = new Bench(native.Program);
        await using var session = await McpClient.StartAsync(bench);

        var tools = (await session.AskAsync("tools/list", []))["tools"]!.AsArray();
        Assert.Contains(tools, tool => (string?)tool!["name"] == "DelegateTask");
        var id = await session.DelegateShellAsync("echo from a session");
        await session.WaitAsync(id);
        Assert.Equal(["from a session"], await bench.Logs(id));
        Assert.Equal(0, (await session.LeaveAsync()).ExitCode);
    }

    [Theory]
    [InlineData("bash", "-c")]
    [InlineData("fish", "-c")]
    public async Task A_shell_completes_verbs_and_ids_with_it(string shell, string option)
    {
        await using var bench = new Bench(native.Program);
        bench.With("PATH", $"{Path.GetDirectoryName(native.Program)}:{Environment.GetEnvironmentVariable("PATH")}").With("HOME", bench.Folder);
        var id = await bench.Shell("true");
        await bench.Succeeds(id);
        var begun = id.Value["task-".Length..][..6];

        // What a person's Tab does: bash through its own function, as readline calls it; fish through its own question.
        var script = shell == "bash"
            ? $$"""
              source <(delegate completion bash)
              ask() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _delegate; printf '%s\n' "${COMPREPLY[@]}"; }
              complete -p delegate
              ask delegate sche
              ask delegate logs -f {{begun}}
              ask delegate status task-
              """
            : $"""
              delegate completion fish | source
              complete -C'delegate sche'
              complete -C'delegate logs -f {begun}'
              complete -C'delegate status task-'
              """;
        await using var program = bench.StartProgram(shell, option, script);
        var result = await program.EndAsync();

        var offers = result.OutLines.Select(line => line.Split('\t')[0]).ToList();
        Assert.True(offers.Contains("schedule") && offers.Contains(id.Value["task-".Length..]) && offers.Contains(id.Value), result.ToString());
    }

    [Fact]
    public async Task The_Tab_key_of_a_real_zsh_completes_verb_id_and_option_of_a_command_that_then_runs()
    {
        await using var bench = new Bench(native.Program);
        bench.With("PATH", $"{Path.GetDirectoryName(native.Program)}:{Environment.GetEnvironmentVariable("PATH")}").With("HOME", bench.Folder).With("TERM", "xterm");
        var id = await bench.Shell("true");
        await bench.Succeeds(id);

        // script gives it a terminal; what is typed ahead is read in order.
        await using var program = bench.StartProgram("script", "-qec", "zsh -f -i", "/dev/null");
        await program.Input.WriteAsync("autoload -Uz compinit; compinit -u -D; zstyle ':completion:*' insert-tab false; source <(delegate completion zsh)\n");
        await program.Input.WriteAsync($"delegate sta\t{id.Value["task-".Length..][..6]}\t--js\t > shown.json\nexit\n");
        program.Input.Close();
        var result = await program.EndAsync();

        var shown = bench.Lines("shown.json");
        Assert.True(shown is [var json] && (string?)JsonNode.Parse(json)!["id"] == id.Value, result.ToString());
    }
}
