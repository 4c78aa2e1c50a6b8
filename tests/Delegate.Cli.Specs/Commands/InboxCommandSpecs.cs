using System.Text.Json.Nodes;
using Delegate.Cli.Specs.Harness;
using Delegate.Contracts;

namespace Delegate.Cli.Specs.Commands;

public sealed class InboxCommandSpecs
{
    private const string Session = """{"session_id":"session-1","cwd":"/repo","hook_event_name":"SessionStart"}""";

    [Fact]
    public async Task All_pages_are_shown_and_each_is_noted_after_it_was_printed()
    {
        using var cli = new Harness.Cli();
        cli.Client.Inbox.Enqueue(View(Sample.Id1, more: true, cursor: 5));
        cli.Client.Inbox.Enqueue(View(Sample.Id3, more: false, cursor: 9));

        Assert.Equal(0, await cli.RunAsync("inbox"));

        Assert.Contains(Sample.Id1.Value, cli.Stdout);
        Assert.Contains(Sample.Id3.Value, cli.Stdout);
        Assert.Equal([null, 5L], cli.Client.Looks.Select(look => look.After));
        Assert.Equal([5L, 9L], cli.Client.Seen.Select(seen => seen.Cursor));
        Assert.All(cli.Client.Seen, seen => Assert.Equal((null, cli.Folder.Path), (seen.Session, seen.Folder)));
    }

    [Fact]
    public async Task Kept_it_is_not_noted()
    {
        using var cli = new Harness.Cli();
        cli.Client.Inbox.Enqueue(View(Sample.Id1, more: false, cursor: 5));
        Assert.Equal(0, await cli.RunAsync("inbox", "--keep", "--session", "session-1", "--json"));
        Assert.Empty(cli.Client.Seen);
        Assert.Equal("session-1", cli.Client.Looks[0].Session);
    }

    [Fact]
    public async Task A_hook_speaks_Claude_Codes_language_and_names_what_ended_and_what_is_open()
    {
        using var cli = new Harness.Cli(Session);
        cli.Client.Inbox.Enqueue(View(Sample.Id3, more: false, cursor: 5) with { Open = [Sample.Task(Sample.Id1)], OpenTotal = 40 });

        Assert.Equal(0, await cli.RunAsync("inbox", "--hook", "session-start"));

        var said = JsonNode.Parse(cli.Stdout)!["hookSpecificOutput"]!;
        Assert.Equal("SessionStart", (string?)said["hookEventName"]);
        var words = (string)said["additionalContext"]!;
        Assert.Contains($"{Sample.Id3} failed: Exited with 7.", words);
        Assert.Contains($"{Sample.Id1} running", words);
        Assert.Contains("and 39 more", words);
        Assert.Equal([("session-1", "/repo", 5L)], cli.Client.Seen.Select(seen => (seen.Session!, seen.Folder!, seen.Cursor)));
    }

    [Fact]
    public async Task A_hook_that_has_nothing_to_say_says_nothing_and_still_remembers_that_the_session_began()
    {
        using var cli = new Harness.Cli(Session);
        cli.Client.Inbox.Enqueue(new() { Ended = [], Open = [], OpenTotal = 0, Cursor = 7, OwnFrom = 0, FolderFrom = 0 });
        Assert.Equal(0, await cli.RunAsync("inbox", "--hook", "session-start"));
        Assert.Empty(cli.Stdout);
        Assert.Equal(7, Assert.Single(cli.Client.Seen).Cursor);
    }

    [Theory]
    [InlineData("host_unreachable")]
    [InlineData("internal")]
    public async Task Whatever_goes_wrong_a_hook_succeeds_in_silence(string code)
    {
        using var cli = new Harness.Cli(Session);
        cli.Client.Refusal = new(code, "It went wrong.");
        Assert.Equal(0, await cli.RunAsync("inbox", "--hook", "session-start"));
        Assert.Equal(("", ""), (cli.Stdout, cli.Stderr));
    }

    [Fact]
    public async Task Which_hook_it_is_must_be_one_that_is_known()
    {
        using var cli = new Harness.Cli(Session);
        Assert.Equal(ExitCodes.Usage, await cli.RunAsync("inbox", "--hook", "stop"));
        Assert.Contains("session-start or pre-compact", cli.Stderr);
    }

    [Fact]
    public async Task The_configuration_of_a_client_is_printed_with_address_and_token()
    {
        using var cli = new Harness.Cli();
        Directory.CreateDirectory(cli.Home.Path);
        await File.WriteAllTextAsync(cli.Home.TokenFile, "secret\n");
        cli.Client.Host = Sample.Host() with { Url = "http://127.0.0.1:4711/" };

        Assert.Equal(0, await cli.RunAsync("mcp", "--print-config", "http"));

        var entry = JsonNode.Parse(cli.Stdout)!["mcpServers"]!["delegate"]!;
        Assert.Equal(("http", "http://127.0.0.1:4711/mcp", "Bearer secret"),
            ((string?)entry["type"], (string?)entry["url"], (string?)entry["headers"]!["Authorization"]));
    }

    private static InboxView View(TaskId ended, bool more, long cursor) =>
        new() { Ended = [Sample.Task(ended, TaskPhase.Failed)], More = more, Open = [], OpenTotal = 0, Cursor = cursor, OwnFrom = 1, FolderFrom = 2 };
}
