using System.Text.Json;
using System.Text.RegularExpressions;

namespace Delegate.Contracts;

/// <summary>
/// Holds JSON input against a JSON Schema and says in words what is wrong and where. It knows the few keywords that our
/// own schemas use (<see cref="Keywords"/>): what is published is what is enforced.
/// </summary>
public static class JsonShape
{
    private static readonly TimeSpan PatternLimit = TimeSpan.FromSeconds(1);

    /// <summary>Every keyword that is understood; those that only inform are among them.</summary>
    public static IReadOnlySet<string> Keywords { get; } = new HashSet<string>
    {
        "$schema", "title", "description", "default", "examples", "format",
        "type", "enum", "properties", "required", "additionalProperties", "items", "minItems", "maxItems",
        "minLength", "maxLength", "pattern", "minimum", "maximum",
    };

    /// <summary>The first thing wrong with <paramref name="value"/>; null when it is as the schema wants it.</summary>
    /// <param name="value">The input.</param>
    /// <param name="schema">The schema.</param>
    /// <param name="path">Where the input stands in a larger one; empty at the top.</param>
    public static DelegateError? Check(JsonElement value, JsonElement schema, string path = "")
    {
        if (schema.ValueKind != JsonValueKind.Object)
            return null; // the schema `true`: anything
        if (schema.TryGetProperty("enum", out var words) && !words.EnumerateArray().Any(word => JsonElement.DeepEquals(word, value)))
            return Wrong(path, $"must be {OneOf(words)}{MeantAmong(value, words)}");
        if (schema.TryGetProperty("type", out var types) && !Types(types).Any(type => Is(value, type)))
            return Wrong(path, $"must be {string.Join(" or ", Types(types).Select(Named))}, not {Named(value)}.");
        return value.ValueKind switch
        {
            JsonValueKind.Object => CheckObject(value, schema, path),
            JsonValueKind.Array => CheckArray(value, schema, path),
            JsonValueKind.String => CheckString(value.GetString()!, schema, path),
            JsonValueKind.Number => CheckNumber(value.GetDouble(), schema, path),
            _ => null,
        };
    }

    private static DelegateError? CheckObject(JsonElement value, JsonElement schema, string path)
    {
        if (!schema.TryGetProperty("properties", out var properties))
            return null;
        if (schema.TryGetProperty("required", out var required))
            foreach (var name in required.EnumerateArray().Select(entry => entry.GetString()!))
                if (!value.TryGetProperty(name, out _))
                    return Wrong(Join(path, name), "is missing.");
        var closed = schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.False;
        foreach (var entry in value.EnumerateObject())
        {
            if (!properties.TryGetProperty(entry.Name, out var expected))
            {
                if (closed)
                    return Wrong(Join(path, entry.Name), $"is not known here{DidYouMean.Tail(entry.Name, properties.EnumerateObject().Select(property => property.Name))}");
            }
            else if (Check(entry.Value, expected, Join(path, entry.Name)) is { } error)
            {
                return error;
            }
        }
        return null;
    }

    private static DelegateError? CheckArray(JsonElement value, JsonElement schema, string path)
    {
        if (Limit(schema, "minItems") is { } least && value.GetArrayLength() < least)
            return Wrong(path, $"must have at least {least:0} {(least > 1 ? "entries" : "entry")}.");
        if (Limit(schema, "maxItems") is { } most && value.GetArrayLength() > most)
            return Wrong(path, $"must have at most {most:0} entries, and has {value.GetArrayLength()}.");
        if (!schema.TryGetProperty("items", out var items))
            return null;
        var index = 0;
        foreach (var entry in value.EnumerateArray())
            if (Check(entry, items, $"{path}[{index++}]") is { } error)
                return error;
        return null;
    }

    private static DelegateError? CheckString(string value, JsonElement schema, string path)
    {
        if (Limit(schema, "minLength") is { } least && value.Length < least)
            return Wrong(path, value.Length == 0 ? "must not be empty." : $"must have at least {least:0} characters.");
        if (Limit(schema, "maxLength") is { } most && value.Length > most)
            return Wrong(path, $"must have at most {most:0} characters, and has {value.Length}.");
        if (schema.TryGetProperty("pattern", out var pattern) && !Regex.IsMatch(value, pattern.GetString()!, RegexOptions.None, PatternLimit))
            return Wrong(path, $"is '{Short(value)}'; it must look like {Example(schema) ?? pattern.GetString()}.");
        return null;
    }

    private static DelegateError? CheckNumber(double value, JsonElement schema, string path)
    {
        var (least, most) = (Limit(schema, "minimum"), Limit(schema, "maximum"));
        return (least is { } min && value < min) || (most is { } max && value > max)
            ? Wrong(path, $"is {value:0.###}; it must be {(least, most) switch
            {
                ({ } from, { } to) => $"from {from:0.###} to {to:0.###}",
                ({ } from, _) => $"at least {from:0.###}",
                _ => $"at most {most:0.###}",
            }}.")
            : null;
    }

    private static bool Is(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        _ => value.ValueKind == JsonValueKind.Number,
    };

    private static string Named(string type) => type switch
    {
        "object" => "an object",
        "array" => "a list",
        "string" => "text",
        "boolean" => "true or false",
        "null" => "null",
        "integer" => "a whole number",
        _ => "a number",
    };

    private static string Named(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "text",
        _ => Short(value.GetRawText()), // true, null, 1.5
    };

    private static IEnumerable<string> Types(JsonElement types) => types.ValueKind == JsonValueKind.Array
        ? types.EnumerateArray().Select(type => type.GetString()!)
        : [types.GetString()!];

    private static string OneOf(JsonElement words) =>
        string.Join(", ", words.EnumerateArray().Select(word => word.ToString()).Where(word => word.Length > 0).Order(StringComparer.Ordinal));

    private static string MeantAmong(JsonElement value, JsonElement words) => value.ValueKind == JsonValueKind.String
        ? DidYouMean.Tail(value.GetString()!, words.EnumerateArray().Select(word => word.ToString()))
        : ".";

    private static double? Limit(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out var limit) ? limit.GetDouble() : null;

    private static string? Example(JsonElement schema) =>
        schema.TryGetProperty("examples", out var examples) ? examples[0].ToString() : null;

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "...";

    private static DelegateError Wrong(string path, string problem) =>
        new(ErrorCodes.InvalidInput, $"{(path.Length == 0 ? "The input" : $"'{path}'")} {problem}", null, path.Length == 0 ? null : path);
}
