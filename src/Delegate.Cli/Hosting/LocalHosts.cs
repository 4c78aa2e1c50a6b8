using System.Net.Sockets;
using System.Text;
using Delegate.Cli.Bridge;
using Delegate.Contracts;

namespace Delegate.Cli.Hosting;

/// <summary>The host of a data folder on this machine, over its Unix socket.</summary>
internal sealed class LocalHosts : IHosts, IDisposable
{
    private const int LongestSocketPath = 107;
    private const int McpTries = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly DelegateHome _home;
    private readonly TimeProvider _time;
    private readonly HostLauncher _launcher;
    private readonly Lazy<HttpDelegateClient> _client;
    private readonly McpCaller _caller;

    public LocalHosts(DelegateHome home, Func<string, string?> environment, string folder, TimeProvider time)
    {
        _home = home;
        _time = time;
        _client = new(() => new(home));
        _caller = McpCaller.From(environment, folder);
        _launcher = new(home, () => HostLocator.Find(environment, AppContext.BaseDirectory), AnswersAsync, time);
    }

    public async Task<IDelegateClient> ConnectAsync(CancellationToken cancel)
    {
        await _launcher.EnsureAsync(cancel);
        return _client.Value;
    }

    public async Task<IDelegateClient?> FindAsync(CancellationToken cancel) =>
        await AnswersAsync(cancel) ? _client.Value : null;

    public async Task<Stream> OpenMcpAsync(CancellationToken cancel)
    {
        for (var tries = 1; ; tries++)
        {
            // The answer to the upgrade says as well as any other that a host is there.
            if (tries > 1 || !File.Exists(SocketFile()))
                await _launcher.EnsureAsync(cancel);
            using var limit = new CancellationTokenSource(Patience, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
            try
            {
                return await McpUpgrade.AskAsync(await ConnectSocketAsync(either.Token), _caller, either.Token);
            }
            catch (Exception gone) when (gone is IOException or SocketException && tries < McpTries)
            {
                // nobody listens on it any more, or it went down between the two: the next one will do
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                throw Silent();
            }
        }
    }

    public void Dispose()
    {
        if (_client.IsValueCreated)
            _client.Value.Dispose();
    }

    /// <summary>A real question: a host that is just ending may still take connections, and then say nothing.</summary>
    private async Task<bool> AnswersAsync(CancellationToken cancel)
    {
        if (!File.Exists(SocketFile()))
            return false;
        using var limit = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            await _client.Value.GetHostAsync(either.Token);
            return true;
        }
        catch (DelegateException absent) when (absent.Error.Code == ErrorCodes.HostUnreachable)
        {
            return false; // a socket file that nobody listens on
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw Silent();
        }
    }

    private async Task<NetworkStream> ConnectSocketAsync(CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketFile()), cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private DelegateException Silent() => new(new(ErrorCodes.HostUnreachable,
        $"A host is there and does not answer within {Patience.TotalSeconds} seconds.", $"see {_home.HostInfoFile} for its pid, and delegate host logs"));

    private string SocketFile() => Encoding.UTF8.GetByteCount(_home.SocketFile) <= LongestSocketPath
        ? _home.SocketFile
        : throw new DelegateException(new(ErrorCodes.DataFolderUnusable,
            $"{_home.SocketFile} is too long for a Unix socket ({LongestSocketPath} bytes at most).",
            $"set {DelegateHome.Variable} to a shorter path"));
}
