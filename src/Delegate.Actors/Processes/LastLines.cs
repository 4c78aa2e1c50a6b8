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
        var (block, end, left) = (new byte[BlockSize], file.Length, lines);
        for (var position = end; position > 0;)
        {
            var size = (int)Math.Min(BlockSize, position);
            position -= size;
            file.Position = position;
            file.ReadExactly(block, 0, size);
            for (var i = size - 1; i >= 0; i--)
                if (block[i] == '\n' && position + i != end - 1 && --left == 0)
                    return position + i + 1;
        }
        return 0;
    }

    /// <summary>The last lines as text, at most <paramref name="bytes"/> of them.</summary>
    public static string Read(string path, int lines, int bytes)
    {
        if (!File.Exists(path))
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
        if (!File.Exists(path))
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
}
