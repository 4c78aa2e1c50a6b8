using System.Text;
using Delegate.Actors.Agents;

namespace Delegate.Actors.Processes;

/// <summary>Finds the last lines of a file from its end, without reading what is before them.</summary>
internal static class LastLines
{
    private const int BlockSize = 64 * 1024;

    /// <summary>The byte at which the last <paramref name="lines"/> lines begin. A last line without an end counts.</summary>
    public static long Offset(string path, int lines)
    {
        if (!File.Exists(path))
            return 0;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        if (lines == 0)
            return file.Length;
        var cut = OutputCut.Of(path);
        var (left, begin) = (lines, cut?.To ?? 0);
        if (Back(file, begin, file.Length, ref left) is { } found)
            return found;
        if (cut is not { } gone)
            return 0;
        // The line that says what is missing is one, too; before it stands half a line, which is not given.
        return --left <= 0 ? gone.From : Back(file, 0, LineEnd(file, gone.From), ref left) ?? 0;
    }

    /// <summary>Where the line begins that makes so many from the end; null when there are fewer.</summary>
    private static long? Back(FileStream file, long begin, long end, ref int left)
    {
        var block = new byte[BlockSize];
        for (var position = end; position > begin;)
        {
            var size = (int)Math.Min(BlockSize, position - begin);
            position -= size;
            file.Position = position;
            file.ReadExactly(block, 0, size);
            for (var i = size - 1; i >= 0; i--)
                if (block[i] == '\n' && position + i != end - 1 && --left == 0)
                    return position + i + 1;
        }
        return null;
    }

    /// <summary>The end of the last whole line before a place.</summary>
    private static long LineEnd(FileStream file, long place)
    {
        var one = 1;
        return Back(file, 0, place + 1, ref one) ?? 0;
    }

    /// <summary>The last lines as text, at most <paramref name="bytes"/> of them.</summary>
    public static string Read(string path, int lines, int bytes)
    {
        if (IsEmpty(path))
            return "";
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Position = Math.Max(Math.Min(Offset(path, lines), file.Length), file.Length - bytes);
        using var reader = new StreamReader(file, Encoding.UTF8);
        return reader.ReadToEnd().TrimEnd();
    }

    /// <summary>What the file ends with: at most so many bytes, never cut inside a character.</summary>
    /// <param name="cut">How many bytes are before that.</param>
    public static string Tail(string path, int bytes, out long cut)
    {
        cut = 0;
        if (IsEmpty(path))
            return "";
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        file.Position = cut = Math.Max(0, file.Length - bytes);
        var tail = new byte[Math.Min(bytes, file.Length)];
        var length = file.ReadAtLeast(tail, tail.Length, throwOnEndOfStream: false);
        var start = 0;
        while (cut > 0 && start < Math.Min(3, length) && TextCut.IsInside(tail[start]))
            start++;
        cut += start;
        return Encoding.UTF8.GetString(tail, start, length - start);
    }

    /// <summary>Most streams of most agents are: not worth opening.</summary>
    private static bool IsEmpty(string path) => new FileInfo(path) is not { Exists: true, Length: > 0 };
}
