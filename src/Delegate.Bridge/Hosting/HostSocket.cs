using System.Net.Sockets;
using System.Text;
using Delegate.Contracts;

namespace Delegate.Bridge.Hosting;

/// <summary>The Unix socket of a data folder's host.</summary>
internal sealed class HostSocket(DelegateHome home, TimeProvider time)
{
    private const int LongestPath = 107;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Whether there is a socket; somebody may listen on it.</summary>
    public bool Exists => File.Exists(Path());

    /// <summary>True when a host answers. A real question: one that is just ending may still take connections, and then say nothing.</summary>
    public async Task<bool> AnswersAsync(CancellationToken cancel)
    {
        if (!Exists)
            return false;
        try
        {
            return await AskAsync(async (connection, bounded) =>
            {
                await using (connection)
                {
                    await HttpHead.WriteAsync(connection, $"GET {Routes.Host} HTTP/1.1\r\nHost: delegated\r\nConnection: close\r\n\r\n", bounded);
                    return await HttpHead.ReadStatusAsync(connection, bounded) is { Length: > 0 };
                }
            }, cancel);
        }
        catch (Exception gone) when (gone is IOException or SocketException)
        {
            return false; // a socket file that nobody listens on
        }
    }

    /// <summary>Does something with a fresh connection; a host that keeps silent is an error.</summary>
    public async Task<T> AskAsync<T>(Func<Stream, CancellationToken, Task<T>> ask, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            return await ask(await ConnectAsync(either.Token), either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new DelegateException(new(ErrorCodes.HostUnreachable,
                $"A host is there and does not answer within {Patience.TotalSeconds} seconds.", $"see {home.HostInfoFile} for its pid, and delegate host logs"));
        }
    }

    private async Task<NetworkStream> ConnectAsync(CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path()), cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private string Path() => Encoding.UTF8.GetByteCount(home.SocketFile) <= LongestPath
        ? home.SocketFile
        : throw new DelegateException(new(ErrorCodes.DataFolderUnusable,
            $"{home.SocketFile} is too long for a Unix socket ({LongestPath} bytes at most).",
            $"set {DelegateHome.Variable} to a shorter path"));
}
