using System.Net.Sockets;
using System.Text;
using Delegate.Cli.Bridge;
using Delegate.Contracts;

namespace Delegate.Cli.Hosting;

/// <summary>The host of a data folder on this machine, over its Unix socket.</summary>
internal sealed class LocalHosts : IHosts, IDisposable
{
    private const int LongestSocketPath = 107;
    private readonly DelegateHome _home;
    private readonly HostLauncher _launcher;
    private readonly HttpDelegateClient _client;
    private readonly McpCaller _caller;

    public LocalHosts(DelegateHome home, Func<string, string?> environment, string folder, TimeProvider time)
    {
        _home = home;
        _client = new(home);
        _caller = McpCaller.From(environment, folder);
        _launcher = new(home, () => HostLocator.Find(environment, AppContext.BaseDirectory), AnswersAsync, time);
    }

    public async Task<IDelegateClient> ConnectAsync(CancellationToken cancel)
    {
        await _launcher.EnsureAsync(cancel);
        return _client;
    }

    public async Task<IDelegateClient?> FindAsync(CancellationToken cancel) =>
        await AnswersAsync(cancel) ? _client : null;

    public async Task<Stream> OpenMcpAsync(CancellationToken cancel)
    {
        await _launcher.EnsureAsync(cancel);
        return await McpUpgrade.AskAsync(await ConnectSocketAsync(cancel), _caller, cancel);
    }

    public void Dispose() => _client.Dispose();

    private async Task<bool> AnswersAsync(CancellationToken cancel)
    {
        try
        {
            await using var connection = await ConnectSocketAsync(cancel);
            return true;
        }
        catch (SocketException)
        {
            return false; // no socket file, or nobody behind it
        }
    }

    private async Task<NetworkStream> ConnectSocketAsync(CancellationToken cancel)
    {
        if (Encoding.UTF8.GetByteCount(_home.SocketFile) > LongestSocketPath)
            throw new DelegateException(new(ErrorCodes.DataFolderUnusable,
                $"{_home.SocketFile} is too long for a Unix socket ({LongestSocketPath} bytes at most).",
                $"set {DelegateHome.Variable} to a shorter path"));
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_home.SocketFile), cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
