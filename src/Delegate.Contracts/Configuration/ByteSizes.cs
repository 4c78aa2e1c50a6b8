using System.Globalization;

namespace Delegate.Contracts;

/// <summary>Amounts of bytes as people write them: <c>1048576</c>, <c>512k</c>, <c>64m</c>, <c>1.5g</c>; a unit is a power of 1,024.</summary>
public static class ByteSizes
{
    /// <summary>In words, for messages.</summary>
    public const string Accepts = "an amount of bytes such as 1048576, 512k, 64m or 2g";

    private static readonly (string Unit, double Bytes)[] Units =
        [("kib", 1 << 10), ("mib", 1 << 20), ("gib", 1 << 30), ("k", 1 << 10), ("m", 1 << 20), ("g", 1 << 30), ("", 1)];

    /// <summary>False when the text is no amount.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        var (unit, factor) = Units.First(candidate => text.EndsWith(candidate.Unit, StringComparison.OrdinalIgnoreCase));
        var isOne = double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number * factor is > 0 and < 1L << 53;
        bytes = isOne ? (long)Math.Round(number * factor) : 0;
        return isOne;
    }
}
