namespace Delegate.Bridge;

/// <summary>One connection to one host, with the handshake done.</summary>
internal sealed class HostSession : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly LineReader _lines;

    private HostSession(Stream stream)
    {
        _stream = stream;
        _lines = new LineReader(stream, keepUnfinished: false);
    }

    /// <summary>Connects; repeats the handshake and the open requests of a conversation that was cut short.</summary>
    public static async Task<HostSession> OpenAsync(
        Func<CancellationToken, Task<Stream>> open, Conversation conversation,
        Func<byte[], CancellationToken, Task> toClient, CancellationToken cancel)
    {
        var session = new HostSession(await open(cancel));
        try
        {
            if (conversation.Handshake is { } handshake)
            {
                await session.SendAsync(handshake.Initialize, cancel);
                while (await session._lines.ReadAsync(cancel) is var line)
                {
                    if (line is null)
                        throw new IOException("the host ended during the handshake");
                    if (Envelope.Of(line) is { IsAnswer: true } answer && answer.Id == handshake.AnswerId)
                        break; // the client has had this answer
                    await toClient(line, cancel);
                }
                if (handshake.Initialized is { } initialized)
                    await session.SendAsync(initialized, cancel);
            }
            foreach (var request in conversation.TakeToAskAgain())
                await session.SendAsync(request, cancel);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>False when the connection broke, and the host has not got the line.</summary>
    public async Task<bool> TrySendAsync(byte[] line, CancellationToken cancel)
    {
        try
        {
            await SendAsync(line, cancel);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Reads until the connection ends, handing each line on.</summary>
    public async Task PostAsync(Action<byte[]> line, Action ended, CancellationToken cancel)
    {
        try
        {
            while (await _lines.ReadAsync(cancel) is { } read)
                if (read.Length > 0)
                    line(read);
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // a broken connection has ended
        }
        ended();
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task SendAsync(byte[] line, CancellationToken cancel)
    {
        await _stream.WriteAsync((byte[])[.. line, (byte)'\n'], cancel);
        await _stream.FlushAsync(cancel);
    }
}
