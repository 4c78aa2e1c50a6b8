using System.Text;

namespace Delegate.Actors.Processes;

/// <summary>
/// Reads whole lines from a file that grows, each exactly once. A line is given when its end is there, so a character
/// of several bytes is never cut; memory stays flat however long the file is.
/// </summary>
/// <param name="longest">
/// Bytes. A line beyond this is given in parts: no agent means to write such lines, and none may take the host's memory.
/// </param>
internal sealed class LineReader(string path, long offset = 0, int longest = 16 * 1024 * 1024) : IDisposable
{
    private const int ReadSize = 256 * 1024;

    private FileStream? _file;
    private byte[] _buffer = new byte[ReadSize];
    private int _start;
    private int _end;
    private int _scanned;

    /// <summary>The byte after the last line that was given: where another reader may go on.</summary>
    public long Offset { get; private set; } = offset;

    /// <summary>Takes in what the file has now, up to one read; false when there was nothing new.</summary>
    public bool Fill()
    {
        _file ??= Open();
        if (_file is null)
            return false;
        MakeRoom();
        var count = _file.Read(_buffer, _end, _buffer.Length - _end);
        _end += count;
        return count > 0;
    }

    /// <summary>The next whole line without its end; null when there is none yet.</summary>
    public string? Next()
    {
        var at = _buffer.AsSpan(_scanned, _end - _scanned).IndexOf((byte)'\n');
        if (at >= 0)
            return Take(_scanned + at, skip: 1);
        _scanned = _end;
        return _end - _start >= longest ? Take(WholeCharacters(), skip: 0) : null;
    }

    /// <summary>What stands after the last line end, once nobody writes any more; null when nothing does.</summary>
    public string? Rest() => _end > _start ? Take(_end, skip: 0) : null;

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    /// <summary>Where to cut a line that is too long: not inside a character, whose later bytes begin with the bits 10.</summary>
    private int WholeCharacters()
    {
        var cut = _end;
        while (cut > _end - 4 && cut > _start + 1 && (_buffer[cut - 1] & 0b1100_0000) == 0b1000_0000)
            cut--;
        return cut > _start + 1 && _buffer[cut - 1] >= 0b1100_0000 ? cut - 1 : _end;
    }

    private string Take(int end, int skip)
    {
        var length = end - _start;
        var line = _buffer.AsSpan(_start, length > 0 && skip == 1 && _buffer[end - 1] == '\r' ? length - 1 : length);
        var text = Encoding.UTF8.GetString(line);
        _start = _scanned = end + skip;
        Offset += length + skip;
        return text;
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_end, _scanned, _start) = (_end - _start, _scanned - _start, 0);
        }
        if (_buffer.Length - _end < ReadSize / 2)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        else if (_end == 0 && _buffer.Length > ReadSize)
            _buffer = new byte[ReadSize];
    }

    private FileStream? Open()
    {
        if (!File.Exists(path))
            return null;
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        file.Position = Offset;
        return file;
    }
}
