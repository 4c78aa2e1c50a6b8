using System.Text.Json;
using Delegate.Cli.Specs.Harness;
using Delegate.Contracts;

namespace Delegate.Cli.Specs.Commands;

public sealed class RunCommandSpecs : IDisposable
{
    private readonly Harness.Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    private TaskRequest Submitted => Assert.Single(Assert.Single(_cli.Client.Submitted).Tasks);

    [Fact]
    public async Task A_prompt_is_submitted_for_claude_in_the_current_folder_and_its_id_is_printed()
    {
        Assert.Equal(0, await _cli.RunAsync("run", "fix the test"));

        Assert.Equal(AgentNames.Claude, Submitted.Agent);
        Assert.Equal("fix the test", Submitted.Prompt);
        Assert.Equal(_cli.Folder.Path, Submitted.Cwd);
        Assert.Equal(Priority.P2, Submitted.Priority);
        Assert.Null(Submitted.TimeoutMs);
        Assert.Equal("cli", _cli.Client.Submitted[0].Source);
        Assert.Equal($"{Sample.Id1}\n", _cli.Stdout);
        Assert.Contains($"delegate logs -f {Sample.Id1}", _cli.Stderr);
    }

    [Fact]
    public async Task Every_option_reaches_the_host()
    {
        _cli.Client.Tasks.AddRange([Sample.Task(Sample.Id1), Sample.Task(Sample.Id2), Sample.Task(Sample.Id3)]);
        Directory.CreateDirectory(Path.Combine(_cli.Folder.Path, "sub"));

        Assert.Equal(0, await _cli.RunAsync("run", "go", "--after", "7k2,7k3", "--after", "zz", "--on-failure", "run", "--priority", "p0",
            "--cwd", "sub", "--timeout", "10m", "--model", "opus", "--permission-mode", "acceptEdits",
            "--allowed-tools", "Bash(git:*)", "--allowed-tools", "Read"));

        Assert.Equal(
            [new(Sample.Id1.Value, DependencyPolicy.Run), new(Sample.Id2.Value, DependencyPolicy.Run), new(Sample.Id3.Value, DependencyPolicy.Run)],
            Submitted.After);
        Assert.Equal(Priority.P0, Submitted.Priority);
        Assert.Equal(Path.Combine(_cli.Folder.Path, "sub"), Submitted.Cwd);
        Assert.Equal(600_000, Submitted.TimeoutMs);
        Assert.Equal("opus", Submitted.Model);
        Assert.Equal("acceptEdits", Submitted.PermissionMode);
        Assert.Equal(["Bash(git:*)", "Read"], Submitted.AllowedTools);
    }

    [Fact]
    public async Task What_it_may_do_in_its_life_reaches_the_host()
    {
        _cli.Client.Tasks.AddRange([Sample.Task(Sample.Id1), Sample.Task(Sample.Id2)]);
        _cli.Folder.Write("schema.json", """{"type":"object"}""");

        Assert.Equal(0, await _cli.RunAsync("run", "go", "--continue-from", "7k2,7k3", "--retries", "4", "--retry-on", "timed_out,api_error", "--retry-on", "Lost",
            "--backoff", "5s", "--on-lost", "rerun", "--idle", "10m", "--queue", "nightly", "--share-folder", "--json-schema", "schema.json", "--key", "nightly-2026-03-04"));

        Assert.Equal([Sample.Id1.Value, Sample.Id2.Value], Submitted.ContinueFrom);
        Assert.Equivalent(new RetryPolicy
        {
            MaxAttempts = 5, BackoffMs = 5_000, On = [FailureClass.TimedOut, FailureClass.ApiError, FailureClass.Lost], OnLost = LostPolicy.Rerun,
        }, Submitted.Retry, strict: true);
        Assert.Equal((600_000, "nightly", true, """{"type":"object"}"""), (Submitted.IdleMs, Submitted.Queue, Submitted.ShareFolder, Submitted.JsonSchema));
        Assert.Equal("nightly-2026-03-04", _cli.Client.Submitted[0].IdempotencyKey);
    }

    [Fact]
    public async Task What_is_not_said_of_its_life_is_left_to_the_host()
    {
        Assert.Equal(0, await _cli.RunAsync("run", "go"));
        Assert.Equal((null, null, null, false, null, null), (Submitted.Retry, Submitted.IdleMs, Submitted.Queue, Submitted.ShareFolder, Submitted.JsonSchema, _cli.Client.Submitted[0].IdempotencyKey));
        Assert.Empty(Submitted.ContinueFrom);
    }

    [Theory]
    [InlineData("make test | tee log", "make test | tee log")]
    [InlineData("dotnet test --filter 'a b' -f", "dotnet", "test", "--filter", "a b", "-f")]
    [InlineData("echo --json --help", "echo", "--json", "--help")]
    public async Task What_follows_the_two_dashes_is_the_command_line(string expected, params string[] words)
    {
        Assert.Equal(0, await _cli.RunAsync(["run", "--agent", "shell", "--", .. words]));
        Assert.Equal(AgentNames.Shell, Submitted.Agent);
        Assert.Equal(expected, Submitted.Prompt);
    }

    [Fact]
    public async Task An_unquoted_prompt_is_refused_with_the_way_to_write_it()
    {
        Assert.Equal(ExitCodes.Usage, await _cli.RunAsync("run", "fix", "the", "test"));
        Assert.Contains("delegate run \"fix the test", _cli.Stderr);
        Assert.Empty(_cli.Client.Submitted);
    }

    [Theory]
    [InlineData("run", "-")]
    [InlineData("run", "--prompt-file", "-")]
    public async Task A_prompt_comes_from_stdin(params string[] arguments)
    {
        using var cli = new Harness.Cli(input: "two\nlines, ünïcode\n");
        Assert.Equal(0, await cli.RunAsync(arguments));
        Assert.Equal("two\nlines, ünïcode\n", cli.Client.Submitted[0].Tasks[0].Prompt);
    }

    [Fact]
    public async Task A_prompt_comes_from_a_file()
    {
        _cli.Folder.Write("prompt.md", "-starts with a dash");
        Assert.Equal(0, await _cli.RunAsync("run", "--prompt-file", "prompt.md"));
        Assert.Equal("-starts with a dash", Submitted.Prompt);
    }

    [Fact]
    public async Task A_prompt_file_that_is_not_text_is_refused()
    {
        await File.WriteAllBytesAsync(Path.Combine(_cli.Folder.Path, "image"), [0xff, 0xfe, 0x80]);
        Assert.Equal(ExitCodes.Usage, await _cli.RunAsync("run", "--prompt-file", "image"));
        Assert.Contains("not UTF-8", _cli.Stderr);
    }

    [Theory]
    [InlineData("There is no prompt", "run")]
    [InlineData("The prompt is empty", "run", " ")]
    [InlineData("two prompts", "run", "go", "--prompt-file", "x")]
    [InlineData("cannot be read", "run", "--prompt-file", "missing.md")]
    [InlineData("'/nowhere/at/all' does not exist", "run", "go", "--cwd", "/nowhere/at/all")]
    [InlineData("--timeout cannot be 'soon'", "run", "go", "--timeout", "soon")]
    [InlineData("--priority cannot be 'P9'", "run", "go", "--priority", "P9")]
    [InlineData("--priority cannot be '0'", "run", "go", "--priority", "0")]
    [InlineData("--on-failure cannot be 'maybe'", "run", "go", "--on-failure", "maybe")]
    [InlineData("--retries and --max-attempts say the same", "run", "go", "--retries", "1", "--max-attempts", "2")]
    [InlineData("--retries must be", "run", "go", "--retries", "-1")]
    [InlineData("--max-attempts must be", "run", "go", "--max-attempts", "0")]
    [InlineData("'apierror' is not a class of failures", "run", "go", "--retry-on", "apierror")]
    [InlineData("--on-lost cannot be 'pray'", "run", "go", "--on-lost", "pray")]
    [InlineData("--idle cannot be 'long'", "run", "go", "--idle", "long")]
    [InlineData("cannot be read", "run", "go", "--json-schema", "missing.json")]
    [InlineData("--colour", "run", "go", "--colour")]
    public async Task Bad_input_is_a_usage_error_that_names_it_and_nothing_is_submitted(string words, params string[] arguments)
    {
        Assert.Equal(ExitCodes.Usage, await _cli.RunAsync(arguments));
        Assert.Contains(words, _cli.Stderr);
        Assert.Contains("hint: ", _cli.Stderr);
        Assert.Equal("", _cli.Stdout);
        Assert.Empty(_cli.Client.Submitted);
    }

    [Fact]
    public async Task Json_is_one_object_with_the_id()
    {
        Assert.Equal(0, await _cli.RunAsync("run", "go", "--json"));
        using var json = JsonDocument.Parse(_cli.Stdout);
        Assert.Equal(Sample.Id1.Value, json.RootElement.GetProperty("id").GetString());
        Assert.Equal("graph-1", json.RootElement.GetProperty("graphId").GetString());
    }

    [Fact]
    public async Task A_dependency_named_twice_is_for_the_host_to_refuse()
    {
        _cli.Client.Tasks.Add(Sample.Task(Sample.Id1));
        await _cli.RunAsync("run", "go", "--after", "7k2m", "--after", Sample.Id1.Value);
        Assert.Equal([Sample.Id1.Value, Sample.Id1.Value], Submitted.After.Select(edge => edge.On));
    }

    [Fact]
    public async Task An_unknown_dependency_is_not_found()
    {
        Assert.Equal(ExitCodes.NotFound, await _cli.RunAsync("run", "go", "--after", "nope"));
        Assert.Contains("No task has the id 'nope'", _cli.Stderr);
    }

    [Fact]
    public async Task A_refusal_of_the_host_is_told_with_its_hint()
    {
        _cli.Client.Refusal = new(ErrorCodes.LimitExceeded, "More than 10000 tasks.", "delegate list", "tasks");
        Assert.Equal(ExitCodes.Failure, await _cli.RunAsync("run", "go"));
        Assert.Equal("error: More than 10000 tasks.\nhint: delegate list\n", _cli.Stderr);
    }

    [Fact]
    public async Task A_host_that_cannot_be_started_has_an_exit_code_of_its_own()
    {
        using var cli = new Harness.Cli(hosts: new FakeHosts { StartFailure = new(ErrorCodes.HostStartFailed, "The disk is full.", "delegate doctor") });
        Assert.Equal(ExitCodes.HostUnavailable, await cli.RunAsync("run", "go"));
        Assert.Contains("error: The disk is full.", cli.Stderr);
    }

    [Fact]
    public async Task The_calling_session_is_named()
    {
        _cli.Environment["CLAUDE_CODE_SESSION_ID"] = "session-1";
        await _cli.RunAsync("run", "go");
        Assert.Equal("session-1", _cli.Client.Submitted[0].CallerSession);
    }
}
