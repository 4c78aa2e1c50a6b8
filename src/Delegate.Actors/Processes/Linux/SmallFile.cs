using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;

namespace Delegate.Actors.Processes.Linux;

/// <summary>
/// The small files of attempts and of the kernel, read or written whole. A task comes to some fifty of them: .NET's streams
/// take ten calls to the kernel for each (they ask what file system it is, and lock it), this takes three or four, and a
/// file that is not there costs no exception.
/// </summary>
internal static class SmallFile
{
    private const int LongestPath = 4096;
    private const int Size = 4096;

    /// <summary>Its text; null when there is none.</summary>
    /// <exception cref="IOException">It is there, and cannot be read.</exception>
    public static string? Read(string path) => ReadBytes(path) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>Its lines, without the empty one behind the last line's end; null when there is none.</summary>
    /// <inheritdoc cref="Read"/>
    public static string[]? ReadLines(string path) => Read(path) switch
    {
        null => null,
        "" => [],
        var text => (text.EndsWith('\n') ? text[..^1] : text).Split('\n'),
    };

    /// <inheritdoc cref="Read"/>
    public static byte[]? ReadBytes(string path)
    {
        if (OpenForReading(path) is not { } file)
            return null;
        try
        {
            var (bytes, length) = (new byte[Size], 0);
            while (true)
            {
                var count = Native.Read(file, bytes.AsSpan(length));
                if (count < 0)
                    throw Failure(path);
                if (count == 0)
                    return bytes[..length];
                length += count;
                if (length == bytes.Length)
                    Array.Resize(ref bytes, length * 4);
            }
        }
        finally
        {
            Native.Close(file);
        }
    }

    /// <summary>A descriptor; null when there is no such file.</summary>
    /// <inheritdoc cref="Read"/>
    public static int? OpenForReading(string path)
    {
        var file = Open(path, Native.O_RDONLY);
        if (file >= 0)
            return file;
        return Marshal.GetLastPInvokeError() is Native.ENOENT or Native.ENOTDIR ? null : throw Failure(path);
    }

    /// <summary>Makes it, for the owner's eyes only, or writes it anew.</summary>
    /// <exception cref="IOException">It cannot be written; a part may be.</exception>
    public static void Write(string path, string text) => Write(path, text, Native.O_WRONLY | Native.O_CREAT | Native.O_TRUNC);

    /// <summary>Writes into one that is there, as the kernel's own are.</summary>
    /// <inheritdoc cref="Write(string, string)"/>
    public static void WriteInto(string path, string text) => Write(path, text, Native.O_WRONLY);

    private static void Write(string path, string text, int flags)
    {
        var file = Open(path, flags);
        if (file < 0)
            throw Failure(path);
        try
        {
            for (var left = Encoding.UTF8.GetBytes(text).AsSpan(); left.Length > 0;)
            {
                var count = Native.Write(file, left);
                if (count < 0)
                    throw Failure(path);
                left = left[count..];
            }
        }
        finally
        {
            Native.Close(file);
        }
    }

    private static int Open(string path, int flags)
    {
        Span<byte> name = stackalloc byte[LongestPath];
        if (!Encoding.UTF8.TryGetBytes(path, name[..^1], out var length))
            throw new PathTooLongException(path);
        name[length] = 0;
        return Native.Open(name[..(length + 1)], flags);
    }

    private static IOException Failure(string path)
    {
        var error = new Win32Exception(Marshal.GetLastPInvokeError());
        return new($"{path}: {error.Message}", error);
    }
}
