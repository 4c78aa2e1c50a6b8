using System.Text;
using Delegate.Bridge;
using Delegate.Contracts;

namespace Delegate.Cli.Specs.Bridge;

public sealed class McpUpgradeSpecs
{
    [Fact]
    public async Task The_request_names_the_caller_and_what_follows_the_head_is_the_sessions()
    {
        var (theirs, host) = LinePeer.Connect();
        var asking = McpUpgrade.AskAsync(theirs, new McpCaller("session-1", "/home/me/my project/ü"), default);

        var head = new List<string>();
        while (await host.ReceiveAsync() is { Length: > 0 } line)
            head.Add(line);
        Assert.Equal(
        [
            "GET /v1/mcp HTTP/1.1", "Host: delegated", "Connection: Upgrade", "Upgrade: delegate-mcp",
            "Delegate-Caller-Session: session-1", "Delegate-Caller-Project: %2Fhome%2Fme%2Fmy%20project%2F%C3%BC", "Delegate-Caller-Confirms: 1",
        ], head);

        await host.SendPartAsync("HTTP/1.1 101 Switching Protocols\r\nUpgrade: delegate-mcp\r\n\r\n{\"first\":1}\n");
        using var reader = new StreamReader(await asking);
        Assert.Equal("{\"first\":1}", await reader.ReadLineAsync());
    }

    [Fact]
    public async Task A_refusal_is_an_error_that_names_the_status()
    {
        var (theirs, host) = LinePeer.Connect();
        var asking = McpUpgrade.AskAsync(theirs, new McpCaller(null, "/"), default);
        await host.SendPartAsync("HTTP/1.1 404 Not Found\r\n\r\n");
        var error = (await Assert.ThrowsAsync<DelegateException>(() => asking)).Error;
        Assert.Contains("404", error.Message);
    }

    [Fact]
    public async Task A_connection_that_ends_before_the_answer_is_a_broken_connection()
    {
        var (theirs, host) = LinePeer.Connect();
        var asking = McpUpgrade.AskAsync(theirs, new McpCaller(null, "/"), default);
        host.Drop();
        await Assert.ThrowsAsync<IOException>(() => asking);
    }

    [Fact]
    public void The_environment_says_who_calls()
    {
        Assert.Equal(new McpCaller("s", "/p"), McpCaller.From(name => name switch
        {
            "CLAUDE_CODE_SESSION_ID" => "s",
            "CLAUDE_PROJECT_DIR" => "/p",
            _ => null,
        }, "/cwd"));
        Assert.Equal(new McpCaller(null, "/cwd"), McpCaller.From(_ => null, "/cwd"));
    }
}
