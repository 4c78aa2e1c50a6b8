using System.Globalization;

namespace Delegate.Cli.Parsing;

/// <summary>Lengths of time as people write them: <c>1500</c> (milliseconds), <c>250ms</c>, <c>30s</c>, <c>10m</c>, <c>2h</c>, <c>1.5h</c>.</summary>
internal static class Durations
{
    public const string Accepts = "a length of time such as 1500 (milliseconds), 30s, 10m or 2h";

    private static readonly (string Unit, double Milliseconds)[] Units =
        [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000), ("", 1)];

    /// <summary>A time to wait: 24 days are enough for anybody.</summary>
    public static bool TryParse(string text, out TimeSpan duration) => TryParse(text, int.MaxValue, out duration);

    /// <summary>An age: 100 years are.</summary>
    public static bool TryParseAge(string text, out TimeSpan age) => TryParse(text, 36_500d * 86_400_000, out age);

    private static bool TryParse(string text, double most, out TimeSpan duration)
    {
        duration = default;
        var (unit, factor) = Units.First(candidate => text.EndsWith(candidate.Unit, StringComparison.Ordinal));
        if (!double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return false;
        var milliseconds = number * factor;
        if (!(milliseconds > 0 && milliseconds <= most)) // NaN and infinity included
            return false;
        duration = TimeSpan.FromMilliseconds(Math.Round(milliseconds));
        return true;
    }
}
