using System.IO.Pipelines;
using System.Text;
using System.Threading.Channels;

namespace Delegate.Cli.Specs.Bridge;

/// <summary>A stream to read from and to write to, made of two pipes.</summary>
internal sealed class Duplex(Stream read, Stream write) : Stream
{
    /// <summary>The other side is gone, and the reader has not noticed yet.</summary>
    public bool RefusesWrites { get; set; }

    /// <summary>Done when a write has been refused.</summary>
    public TaskCompletionSource Refused { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush() => write.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => write.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => read.Read(buffer, offset, count);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => read.ReadAsync(buffer, cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => write.Write(buffer, offset, count);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!RefusesWrites)
            return write.WriteAsync(buffer, cancellationToken);
        Refused.TrySetResult();
        throw new IOException("Broken pipe");
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        write.Dispose();
        read.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>One end of a line-by-line talk, in the hands of the spec.</summary>
internal sealed class LinePeer
{
    private readonly StreamReader _reader;
    private readonly StreamWriter _writer;

    public LinePeer(Stream read, Stream write) =>
        (_reader, _writer) = (new StreamReader(read, Encoding.UTF8), new StreamWriter(write, new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" });

    /// <summary>The two ends of one connection: a stream for the program, a peer for the spec.</summary>
    public static (Duplex Theirs, LinePeer Ours) Connect()
    {
        Pipe down = new(), up = new();
        return (new Duplex(down.Reader.AsStream(), up.Writer.AsStream()), new LinePeer(up.Reader.AsStream(), down.Writer.AsStream()));
    }

    public Task SendAsync(string line) => _writer.WriteLineAsync(line);

    /// <summary>Part of a line, without its end.</summary>
    public Task SendPartAsync(string text) => _writer.WriteAsync(text);

    public async Task<string?> ReceiveAsync() => await _reader.ReadLineAsync();

    /// <summary>The connection is gone for both directions.</summary>
    public void Drop()
    {
        _writer.Dispose();
        _reader.Dispose();
    }
}

/// <summary>Hosts that the spec plays: each connection that the bridge opens is one.</summary>
internal sealed class ScriptedHosts
{
    private readonly Channel<LinePeer> _opened = Channel.CreateUnbounded<LinePeer>();

    /// <summary>Set to refuse the next connections.</summary>
    public Exception? Failure { get; set; }

    public int Attempts { get; private set; }

    /// <summary>The bridge's end of the latest connection.</summary>
    public Duplex? Latest { get; private set; }

    public Task<Stream> OpenAsync(CancellationToken cancel)
    {
        Attempts++;
        if (Failure is { } failure)
            return Task.FromException<Stream>(failure);
        var (theirs, ours) = LinePeer.Connect();
        Latest = theirs;
        _opened.Writer.TryWrite(ours);
        return Task.FromResult<Stream>(theirs);
    }

    public Task<LinePeer> NextAsync() => _opened.Reader.ReadAsync().AsTask();
}
