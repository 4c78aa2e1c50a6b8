using System.Text.Json;

namespace Delegate.Actors.Agents;

/// <summary>Looks into events whose shape nobody has promised: what is not there, or is something else, is null.</summary>
internal static class ClaudeJson
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

    /// <summary>A string's value. One that was cut inside an emoji (half a surrogate pair) is shown as it was written.</summary>
    public static string Words(this JsonElement text)
    {
        try
        {
            return text.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return text.GetRawText().Trim('"');
        }
    }

    public static long? Number(this JsonElement element, string name) =>
        element.At(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.At(name) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : [];
}
