using System.Text.Json;
using System.Text.RegularExpressions;

namespace Delegate.Actors.Agents;

/// <summary>Looks into events whose shape nobody has promised: what is not there, or is something else, is null.</summary>
internal static partial class ClaudeJson
{
    /// <summary>One line of the stream; null when it is no JSON object.</summary>
    public static JsonDocument? Parse(string line)
    {
        if (!line.StartsWith('{'))
            return null;
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException)
        {
            return null; // cut off by a kill, or a word of some tool
        }
    }

    public static JsonElement? At(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static string? Text(this JsonElement element, string name) =>
        element.At(name) is { ValueKind: JsonValueKind.String } value ? value.Words() : null;

    /// <summary>
    /// A string's value. JavaScript cuts a text between the two halves of a character (an emoji's surrogates) and writes
    /// the one that is left, which .NET refuses to read: it is shown as a replacement, the rest as it is.
    /// </summary>
    public static string Words(this JsonElement text)
    {
        try
        {
            return text.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            var whole = Escape().Replace(text.GetRawText(), escape => escape.Groups["half"].Success ? "\\ufffd" : escape.Value);
            return JsonSerializer.Deserialize<string>(whole) ?? "";
        }
    }

    public static long? Number(this JsonElement element, string name) =>
        element.At(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.At(name) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : [];

    /// <summary>Every escape, so that a backslash that is itself escaped begins none; a half that has no other is a "half".</summary>
    [GeneratedRegex("""\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\.""")]
    private static partial Regex Escape();
}
