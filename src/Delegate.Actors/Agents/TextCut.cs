using System.Text;

namespace Delegate.Actors.Agents;

/// <summary>Keeps texts within a number of UTF-8 bytes, and never cuts inside a character.</summary>
internal static class TextCut
{
    /// <summary>What it begins with.</summary>
    public static string Head(string text, int bytes, out int cut)
    {
        cut = 0;
        if (text.Length * 3L <= bytes || Encoding.UTF8.GetByteCount(text) is var size && size <= bytes)
            return text;
        var all = Encoding.UTF8.GetBytes(text);
        var end = bytes;
        while (IsInside(all[end]))
            end--;
        cut = size - end;
        return Encoding.UTF8.GetString(all, 0, end);
    }

    /// <summary>What it ends with.</summary>
    public static string Tail(string text, int bytes, out int cut)
    {
        cut = 0;
        if (text.Length * 3L <= bytes || Encoding.UTF8.GetByteCount(text) is var size && size <= bytes)
            return text;
        var all = Encoding.UTF8.GetBytes(text);
        cut = size - bytes;
        while (cut < size && IsInside(all[cut]))
            cut++;
        return Encoding.UTF8.GetString(all, cut, size - cut);
    }

    /// <summary>The later bytes of a character begin with the bits 10.</summary>
    public static bool IsInside(byte value) => (value & 0b1100_0000) == 0b1000_0000;
}
