using System.Threading.Channels;
using Delegate.Contracts;

namespace Delegate.Bridge;

/// <summary>
/// Carries lines between an MCP client on stdio and its session in the host. When the host goes away it finds the
/// next one, repeats the handshake, and sees to it that no request of the client stays without an answer.
/// </summary>
/// <remarks>Two readers post what they read; one loop acts on it, so nothing here is shared.</remarks>
/// <param name="open">Opens a session; starts the host when none runs.</param>
/// <param name="client">What the client sends.</param>
/// <param name="output">What the client gets: protocol and nothing else.</param>
/// <param name="say">Words for people.</param>
/// <param name="time">For the last wait.</param>
internal sealed class McpBridge(
    Func<CancellationToken, Task<Stream>> open, Stream client, Stream output, Action<string> say, TimeProvider time)
{
    /// <summary>A host that goes down again and again is left alone until the client asks for something.</summary>
    private const int FruitlessReconnects = 3;
    private static readonly TimeSpan LastAnswers = TimeSpan.FromSeconds(5);

    private readonly Channel<Happening> _happenings = Channel.CreateUnbounded<Happening>(new() { SingleReader = true });
    private readonly Conversation _conversation = new();
    private HostSession? _host;
    private int _fruitless;
    private string _whyNone = "";

    /// <summary>Returns when the client has closed its end and has its answers.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        CancellationTokenSource? last = null;
        try
        {
            _host = await HostSession.OpenAsync(open, _conversation, ToClientAsync, ending.Token);
            Listen(_host, ending.Token);
            _ = PostClientAsync(ending.Token);
            await foreach (var happening in _happenings.Reader.ReadAllAsync(ending.Token))
            {
                if (happening is ClientEnded)
                {
                    last = new CancellationTokenSource(LastAnswers, time);
                    last.Token.Register(() => _happenings.Writer.TryWrite(new WaitedLongEnough()));
                }
                else
                {
                    await ActAsync(happening, ending.Token);
                }
                if (happening is WaitedLongEnough || (last is not null && !_conversation.AnswersAreDue))
                    return;
            }
        }
        finally
        {
            last?.Dispose();
            await ending.CancelAsync();
            await LeaveHostAsync();
        }
    }

    private async Task ActAsync(Happening happening, CancellationToken cancel)
    {
        switch (happening)
        {
            case FromClient(var line):
                await ToHostAsync(line, cancel);
                break;
            case FromHost(var session, var line) when session == _host:
                _fruitless = 0;
                var answered = _conversation.FromHost(line);
                await ToClientAsync(line, cancel);
                if (answered is not null) // a connection that breaks here is noticed by its reader
                    await session.TrySendAsync(Envelope.Delivered(answered), cancel);
                break;
            case HostEnded(var session) when session == _host:
                say("the host is gone; looking for it, starting it if need be");
                await ReconnectAsync(cancel);
                break;
        }
    }

    private async Task ToHostAsync(byte[] line, CancellationToken cancel)
    {
        if (_host is null)
        {
            _fruitless = 0; // the client wants something: worth another try
            await ReconnectAsync(cancel);
        }
        _conversation.FromClient(line);
        if (_host is null)
            await GiveUpAllAsync(cancel);
        else if (!await _host.TrySendAsync(line, cancel))
            _conversation.NotDelivered(line); // the reader notices the break too: the next host gets the line
    }

    private async Task ReconnectAsync(CancellationToken cancel)
    {
        await LeaveHostAsync();
        foreach (var id in _conversation.GiveUpLostCalls())
            await ToClientAsync(Envelope.Failure(id,
                "Delegate's host restarted during this call; it may or may not have taken effect. Look with TaskStatus before you call again."), cancel);
        try
        {
            if (_fruitless++ >= FruitlessReconnects)
                throw new IOException("the host went down again and again");
            _host = await HostSession.OpenAsync(open, _conversation, ToClientAsync, cancel);
            Listen(_host, cancel);
            say("connected again");
        }
        catch (Exception failure) when (failure is DelegateException or IOException or System.Net.Sockets.SocketException)
        {
            var hint = failure is DelegateException { Error.Hint: { } next } ? $" Try: {next}" : "";
            _whyNone = $"Delegate's host cannot be reached: {failure.Message}{hint}";
            say(_whyNone);
            await GiveUpAllAsync(cancel);
        }
    }

    private async Task GiveUpAllAsync(CancellationToken cancel)
    {
        foreach (var id in _conversation.GiveUpAll())
            await ToClientAsync(Envelope.Failure(id, _whyNone), cancel);
    }

    private async Task ToClientAsync(byte[] line, CancellationToken cancel)
    {
        await output.WriteAsync((byte[])[.. line, (byte)'\n'], cancel);
        await output.FlushAsync(cancel);
    }

    private async Task LeaveHostAsync()
    {
        if (_host is { } session)
            await session.DisposeAsync();
        _host = null;
    }

    private async Task PostClientAsync(CancellationToken cancel)
    {
        try
        {
            var lines = new LineReader(client, keepUnfinished: true);
            while (await lines.ReadAsync(cancel) is { } line)
                if (line.Length > 0)
                    _happenings.Writer.TryWrite(new FromClient(line));
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException)
        {
            // a client that breaks off has ended
        }
        _happenings.Writer.TryWrite(new ClientEnded());
    }

    private void Listen(HostSession session, CancellationToken cancel) => _ = session.PostAsync(
        line => _happenings.Writer.TryWrite(new FromHost(session, line)),
        () => _happenings.Writer.TryWrite(new HostEnded(session)), cancel);

    private abstract record Happening;

    private sealed record FromClient(byte[] Line) : Happening;

    private sealed record ClientEnded : Happening;

    private sealed record FromHost(HostSession Session, byte[] Line) : Happening;

    private sealed record HostEnded(HostSession Session) : Happening;

    private sealed record WaitedLongEnough : Happening;
}
