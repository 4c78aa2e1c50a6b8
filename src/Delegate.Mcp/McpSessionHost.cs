using System.Reflection;
using Delegate.Contracts;
using Delegate.Mcp.Prompts;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Delegate.Mcp;

/// <summary>Serves MCP sessions, one a connection; state that outlives a session is in the host, never here.</summary>
internal sealed class McpSessionHost(IDelegateClient client, TimeProvider time, ILoggerFactory logs)
{
    /// <summary>Serves one session over a stream that carries JSON lines both ways, until it ends or the host stops.</summary>
    public async Task RunAsync(Stream stream, McpCaller caller, CancellationToken cancel)
    {
        using var inputEnded = new CancellationTokenSource(); // disposed after the transport, whose end may still cancel it
        await using var transport = new StreamServerTransport(stream, stream, Server.Name, logs);
        await using var server = McpServer.Create(transport, OptionsFor(caller, inputEnded.Token), logs);
        try
        {
            // The SDK lets calls in flight finish when the input ends; one that only waits would keep the session for nobody.
            _ = transport.MessageReader.Completion.ContinueWith(_ => inputEnded.Cancel(), cancel, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            await server.RunAsync(cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // the client has gone or the host stops: the tasks go on
        }
    }

    private static Implementation Server { get; } = new()
    {
        Name = "delegate",
        Title = "Delegate",
        Version = typeof(McpSessionHost).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0],
    };

    private McpServerOptions OptionsFor(McpCaller caller, CancellationToken inputEnded)
    {
        var options = new McpServerOptions();
        Configure(options, caller, inputEnded);
        return options;
    }

    /// <summary>All that a session offers; for transports that make the session themselves.</summary>
    public void Configure(McpServerOptions options, McpCaller caller, CancellationToken inputEnded)
    {
        var deliveries = new Deliveries(client, caller.Confirms, time);
        options.ServerInfo = Server;
        options.ServerInstructions = Instructions.Text;
        options.ToolCollection = ToolSet.For(options, new(client, caller, time, deliveries, inputEnded));
        options.PromptCollection = PromptSet.Create(client, time);
        ResourceHandlers.Add(options, client, logs.CreateLogger<ResourceWatch>(), inputEnded);
        options.Handlers.NotificationHandlers = [KeyValuePair.Create<string, Func<JsonRpcNotification, CancellationToken, ValueTask>>(Routes.McpDelivered, deliveries.ConfirmAsync)];
        options.Filters.Request.CallToolFilters.Add(next => new CallGuard(options.ToolCollection, logs.CreateLogger<CallGuard>()).Wrap(next));
    }
}
