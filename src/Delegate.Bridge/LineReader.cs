using System.Buffers;
using System.IO.Pipelines;

namespace Delegate.Bridge;

/// <summary>Splits a stream of bytes at line feeds, without looking into the lines.</summary>
/// <param name="stream">Where they come from.</param>
/// <param name="keepUnfinished">Whether a last line without its end counts; from a host that died it is half a message.</param>
internal sealed class LineReader(Stream stream, bool keepUnfinished)
{
    private readonly PipeReader _pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));

    /// <summary>The next line without its end; null at the end of the stream.</summary>
    public async Task<byte[]?> ReadAsync(CancellationToken cancel)
    {
        while (true)
        {
            var read = await _pipe.ReadAsync(cancel);
            var buffer = read.Buffer;
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = buffer.Slice(0, end).ToArray();
                _pipe.AdvanceTo(buffer.GetPosition(1, end));
                return line;
            }
            if (read.IsCompleted)
            {
                var rest = buffer.ToArray();
                _pipe.AdvanceTo(buffer.End);
                return keepUnfinished && rest.Length > 0 ? rest : null;
            }
            _pipe.AdvanceTo(buffer.Start, buffer.End);
        }
    }
}
