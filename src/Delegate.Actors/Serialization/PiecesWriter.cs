using System.Buffers;

namespace Delegate.Actors.Serialization;

/// <summary>
/// Takes up a long text in pieces, and gives it out whole. One growing buffer would be twice as long as the text, and
/// the runtime's pool would keep it for a while after, once for each thread that has written such a text.
/// </summary>
internal sealed class PiecesWriter : IBufferWriter<byte>, IDisposable
{
    private const int Piece = 32 * 1024;

    private readonly List<(byte[] Piece, int Length)> _full = [];
    private byte[] _last = ArrayPool<byte>.Shared.Rent(Piece);
    private int _length;

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_last.Length - _length < Math.Max(sizeHint, 1))
        {
            _full.Add((_last, _length));
            _last = sizeHint > Piece ? new byte[sizeHint] : ArrayPool<byte>.Shared.Rent(Piece);
            _length = 0;
        }
        return _last.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public byte[] ToArray()
    {
        var whole = new byte[_full.Sum(piece => piece.Length) + _length];
        var at = 0;
        foreach (var (piece, length) in _full.Append((_last, _length)))
        {
            piece.AsSpan(0, length).CopyTo(whole.AsSpan(at));
            at += length;
        }
        return whole;
    }

    public void Dispose()
    {
        foreach (var (piece, _) in _full.Append((_last, _length)))
            if (piece.Length == Piece)
                ArrayPool<byte>.Shared.Return(piece);
    }
}
