using System.Text;
using Delegate.Contracts;
using Delegate.Host.Specs.Support;

namespace Delegate.Host.Specs.Mcp;

public sealed class SessionSpecs
{
    [Theory]
    [InlineData(McpSession.Handshake)]
    [InlineData(McpSession.Discovery)]
    public async Task Both_generations_of_the_protocol_are_served(string protocol)
    {
        await using var session = await McpSession.StartAsync(protocol);
        session.Fake.OnGetTask = id => Samples.Task(id);

        Assert.Equal(protocol, session.Client.NegotiatedProtocolVersion);
        Assert.Contains("DelegateTask", session.Client.ServerInstructions, StringComparison.Ordinal);
        Assert.Equal("delegate", session.Client.ServerInfo?.Name);
        Assert.Equal(PublishedSchemaSpecs.All.Length, (await session.Client.ListToolsAsync()).Count);
        Assert.Equal("running", (await session.CallAsync("TaskStatus", new { taskId = Samples.Id.Value }))["phase"]);
    }

    [Fact]
    public async Task A_session_ends_with_its_connection_and_takes_its_waits_along()
    {
        var cancelled = new TaskCompletionSource();
        var session = await McpSession.StartAsync();
        var watching = new TaskCompletionSource();
        session.Fake.OnWatchTasks = (_, cancel) =>
        {
            watching.SetResult();
            return FakeDelegateClient.Endless([Samples.Task()], cancelled, cancel);
        };
        var call = session.CallAsync("WaitForTasks", new { taskIds = new[] { Samples.Id.Value } });
        await watching.Task.WaitAsync(Expect.Patience);

        await session.DisposeAsync(); // waits for the session's end

        await cancelled.Task.WaitAsync(Expect.Patience);
        await Assert.ThrowsAnyAsync<Exception>(() => call);
    }

    [Fact]
    public async Task Without_a_project_folder_the_call_must_name_one()
    {
        await using var session = await McpSession.StartAsync(caller: new(null, null));

        var answer = await session.CallAsync("DelegateTask", new { prompt = "x" });

        Assert.Equal((ErrorCodes.InvalidFolder, "workingDirectory"), (answer["code"], answer["field"]));
    }

    [Fact]
    public async Task A_connection_of_the_host_becomes_a_session_of_the_caller_it_names()
    {
        await using var host = await RunningHost.StartAsync();
        SubmitRequest? seen = null;
        host.Fake.OnSubmit = request => { seen = request; return Samples.Accepted; };
        await using var stream = await host.ConnectAsync();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET {Routes.Mcp} HTTP/1.1\r\nHost: delegated\r\nConnection: Upgrade\r\nUpgrade: {Routes.McpUpgrade}\r\n"
            + $"{Routes.CallerSessionHeader}: s-1\r\n{Routes.CallerProjectHeader}: {Uri.EscapeDataString("/pröject x")}\r\n\r\n"));
        using var reader = new StreamReader(stream);
        Assert.Equal("HTTP/1.1 101 Switching Protocols", await reader.ReadLineAsync().WaitAsync(Expect.Patience));
        while (await reader.ReadLineAsync().WaitAsync(Expect.Patience) is { Length: > 0 })
            continue; // the rest of the head

        await stream.WriteAsync(Encoding.UTF8.GetBytes(
            """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"spec","version":"1"}}}""" + "\n"));
        Assert.Contains("\"protocolVersion\":\"2025-11-25\"", await reader.ReadLineAsync().WaitAsync(Expect.Patience), StringComparison.Ordinal);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(
            """{"jsonrpc":"2.0","method":"notifications/initialized"}""" + "\n"
            + """{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"DelegateTask","arguments":{"prompt":"x"}}}""" + "\n"));
        Assert.Contains(Samples.Id.Value, await reader.ReadLineAsync().WaitAsync(Expect.Patience), StringComparison.Ordinal);
        Assert.Equal(("s-1", "/pröject x"), (seen!.CallerSession, seen.Tasks[0].Cwd));

        stream.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);

        Assert.Null(await reader.ReadLineAsync().WaitAsync(Expect.Patience)); // the host has closed its side too
    }

    [Fact]
    public async Task A_host_that_stops_ends_its_sessions()
    {
        await using var host = await RunningHost.StartAsync();
        await using var stream = await host.ConnectAsync();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET {Routes.Mcp} HTTP/1.1\r\nHost: delegated\r\nConnection: Upgrade\r\nUpgrade: {Routes.McpUpgrade}\r\n\r\n"));
        using var reader = new StreamReader(stream);
        Assert.NotNull(await reader.ReadLineAsync().WaitAsync(Expect.Patience));

        await host.StopAsync().WaitAsync(Expect.Patience);

        await reader.ReadToEndAsync().WaitAsync(Expect.Patience);
    }

    [Fact]
    public async Task A_request_without_the_upgrade_is_told_what_is_wanted()
    {
        await using var host = await RunningHost.StartAsync();

        using var response = await host.Http.GetAsync(Routes.Mcp);

        Assert.Equal(426, (int)response.StatusCode);
        Assert.Contains(Routes.McpUpgrade, (await Expect.ErrorAsync(response)).Message, StringComparison.Ordinal);
    }
}
