using System.IO.Pipelines;
using Delegate.Contracts;
using Delegate.Mcp;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Delegate.Host.Specs.Support;

/// <summary>One MCP session of ours with the SDK's own client at the other end of two in-memory pipes.</summary>
internal sealed class McpSession : IAsyncDisposable
{
    /// <summary>The protocol before 2026: a handshake first.</summary>
    public const string Handshake = "2025-11-25";

    /// <summary>The protocol since: no handshake, the client asks what there is.</summary>
    public const string Discovery = "2026-07-28";

    private readonly Pipe _toServer = new();
    private readonly Pipe _toClient = new();

    private McpSession(FakeDelegateClient fake, McpCaller caller)
    {
        Fake = fake;
        var stream = new DuplexStream(_toServer.Reader.AsStream(), _toClient.Writer.AsStream());
        Ended = new McpSessionHost(fake, Time, NullLoggerFactory.Instance).RunAsync(stream, caller, default);
    }

    public FakeDelegateClient Fake { get; }

    public FakeTimeProvider Time { get; } = new();

    public McpClient Client { get; private set; } = null!;

    /// <summary>Completes when the server's side is over.</summary>
    public Task Ended { get; }

    public static async Task<McpSession> StartAsync(string? protocol = null, McpCaller? caller = null)
    {
        var session = new McpSession(new FakeDelegateClient(), caller ?? new("session-1", "/project"));
        var transport = new StreamClientTransport(session._toServer.Writer.AsStream(), session._toClient.Reader.AsStream());
        session.Client = await McpClient.CreateAsync(transport, new() { ProtocolVersion = protocol });
        return session;
    }

    public async Task<ToolAnswer> CallAsync(string tool, object arguments)
    {
        var named = System.Text.Json.JsonSerializer.SerializeToElement(arguments).EnumerateObject()
            .ToDictionary(entry => entry.Name, entry => (object?)entry.Value.Clone());
        return new(await Client.CallToolAsync(tool, named).AsTask().WaitAsync(Expect.Patience));
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await _toServer.Writer.CompleteAsync();
        await Ended.WaitAsync(Expect.Patience);
    }
}
