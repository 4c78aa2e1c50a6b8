using System.Text;
using Delegate.Actors.Hosting;
using Delegate.Actors.Processes.Linux;
using Microsoft.Win32.SafeHandles;

namespace Delegate.Actors.Processes;

/// <summary>
/// Reads whole lines from a file that grows, each exactly once. A line is given when its end is there, so a character
/// of several bytes is never cut; memory stays flat however long the file is. Where the file was cut, a line says so.
/// </summary>
/// <param name="longest">
/// Bytes. A line beyond this is given in parts: no agent means to write such lines, and none may take the host's memory.
/// </param>
internal sealed class LineReader(string path, long offset = 0, int longest = 16 * 1024 * 1024) : IDisposable
{
    private const int ReadSize = 32 * 1024; // each running task has one, so it is small, and no matter for the heap of large objects

    private SafeFileHandle? _file;
    private long _position = offset;
    private byte[] _buffer = new byte[ReadSize];
    private int _start;
    private int _end;
    private int _scanned;
    private OutputCut? _cut;
    private bool _insideLine;

    /// <summary>The byte after the last line that was given: where another reader may go on.</summary>
    public long Offset { get; private set; } = offset;

    /// <summary>Takes in what the file has now, up to one read; false when there was nothing new.</summary>
    public bool Fill()
    {
        _file ??= Open();
        if (_file is null)
            return false;
        if (_cut is not null)
            return true; // what is before it comes first
        MakeRoom();
        var at = _position;
        var count = RandomAccess.Read(_file, _buffer.AsSpan(_end), at);
        _position += count;
        FaultPoint.Cross("output.read");
        // Asked after reading, as it is written before cutting: whatever was read as zeros is in it.
        if (count > 0 && OutputCut.Of(path) is { } cut && cut.From < at + count && cut.To > at)
        {
            _cut = cut;
            count = (int)Math.Max(0, cut.From - at);
            _end += count;
            return true;
        }
        _end += count;
        return count > 0;
    }

    /// <summary>The next whole line without its end; null when there is none yet.</summary>
    public string? Next()
    {
        if (_insideLine && !SkipToLineStart())
            return null;
        var at = _buffer.AsSpan(_scanned, _end - _scanned).IndexOf((byte)'\n');
        if (at >= 0)
            return Take(_scanned + at, skip: 1);
        _scanned = _end;
        if (_cut is { } cut)
            return Pass(OutputCut.Of(path) ?? cut); // it may have grown since
        return _end - _start >= longest ? Take(WholeCharacters(), skip: 0) : null;
    }

    /// <summary>What stands after the last line end, once nobody writes any more; null when nothing does.</summary>
    public string? Rest() => _end > _start && !_insideLine ? Take(_end, skip: 0) : null;

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

    /// <summary>Goes on behind what is not there. Lines of which a part is gone are left out whole; a line says so.</summary>
    private string Pass(OutputCut cut)
    {
        var words = cut.Words(Math.Max(Offset, cut.From));
        Offset = _position = cut.To;
        _start = _end = _scanned = 0;
        (_cut, _insideLine) = (null, true);
        return words;
    }

    private bool SkipToLineStart()
    {
        var at = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
        var skipped = at < 0 ? _end - _start : at + 1;
        Offset += skipped;
        _start = _scanned = _start + skipped;
        _insideLine = at < 0;
        return at >= 0;
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

    private SafeFileHandle? Open() => SmallFile.OpenForReading(path) is { } file ? new(file, ownsHandle: true) : null;
}
