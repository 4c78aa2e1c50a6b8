using System.Net.Sockets;
using Delegate.Contracts;

namespace Delegate.Bridge.Hosting;

/// <summary>The host of a data folder on this machine: started when none runs, and asked for MCP sessions.</summary>
internal sealed class McpHost
{
    private const int Tries = 3;
    private readonly HostSocket _socket;
    private readonly HostLauncher _launcher;
    private readonly McpCaller _caller;

    public McpHost(DelegateHome home, Func<string, string?> environment, string folder, TimeProvider time)
    {
        _socket = new(home, time);
        _caller = McpCaller.From(environment, folder);
        _launcher = new(home, () => HostLocator.Find(environment, AppContext.BaseDirectory), _socket.AnswersAsync, time);
    }

    /// <summary>True when a host answers.</summary>
    public Task<bool> AnswersAsync(CancellationToken cancel) => _socket.AnswersAsync(cancel);

    /// <summary>Starts the host when none runs.</summary>
    public Task EnsureAsync(CancellationToken cancel) => _launcher.EnsureAsync(cancel);

    /// <summary>A fresh MCP session.</summary>
    public async Task<Stream> OpenAsync(CancellationToken cancel)
    {
        for (var tries = 1; ; tries++)
        {
            // The answer to the upgrade says as well as any other that a host is there.
            if (tries > 1 || !_socket.Exists)
                await _launcher.EnsureAsync(cancel);
            try
            {
                return await _socket.AskAsync((connection, bounded) => McpUpgrade.AskAsync(connection, _caller, bounded), cancel);
            }
            catch (Exception gone) when (gone is IOException or SocketException && tries < Tries)
            {
                // nobody listens on it any more, or it went down between the two: the next one will do
            }
        }
    }
}
