using System.Globalization;

namespace Delegate.Cli.Parsing;

/// <summary>Numbers of bytes as people write them.</summary>
internal static class Sizes
{
    public const string Accepts = "a number of bytes such as 500M, 2G or 0";

    private static readonly (string Unit, double Bytes)[] Units =
        [("K", 1L << 10), ("M", 1L << 20), ("G", 1L << 30), ("T", 1L << 40), ("", 1)];

    public static bool TryParse(string text, out long bytes)
    {
        var (unit, factor) = Units.First(candidate => text.EndsWith(candidate.Unit, StringComparison.OrdinalIgnoreCase));
        var isNumber = double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
        bytes = isNumber && number * factor < long.MaxValue ? (long)(number * factor) : 0;
        return isNumber && number * factor < long.MaxValue;
    }
}
