using System.Text.Json;

namespace Delegate.Contracts;

/// <summary>
/// Says in one pass over the text whether it surely fits a JSON Schema: for what is right, which is nearly everything.
/// "No" means that <see cref="JsonShape"/> has to look, which also says what is wrong, and needs all of it in memory a second
/// time. Whatever this does not know is a "no".
/// </summary>
public sealed class JsonFit
{
    private static readonly HashSet<string> Known = ["$schema", "title", "description", "default", "examples", "type", "enum", "pattern", "properties", "required", "additionalProperties", "items"];

    private readonly Kinds _kinds = Kinds.Any;
    private readonly bool _hasPattern;
    private readonly string[]? _words;
    private readonly Property[]? _properties;
    private readonly int _required;
    private readonly JsonFit? _items;
    private readonly bool _isKnown = true;

    /// <summary>Prepares a schema, once.</summary>
    public JsonFit(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            return; // the schema `true`: anything
        _isKnown = schema.EnumerateObject().All(keyword => Known.Contains(keyword.Name));
        if (schema.TryGetProperty("type", out var types))
            _kinds = types.ValueKind == JsonValueKind.Array ? types.EnumerateArray().Aggregate(Kinds.None, (all, type) => all | KindOf(type.GetString())) : KindOf(types.GetString());
        _hasPattern = schema.TryGetProperty("pattern", out _);
        if (schema.TryGetProperty("enum", out var words))
            _words = [.. words.EnumerateArray().Where(word => word.ValueKind == JsonValueKind.String).Select(word => word.GetString()!)];
        if (schema.TryGetProperty("items", out var items))
            _items = new(items);
        if (!schema.TryGetProperty("properties", out var properties))
            return;
        // Open to others, or more of them than the bits of a number: left to the one that looks closely.
        _isKnown &= schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.False;
        var required = schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(name => name.GetString()!).ToHashSet() : [];
        _properties = [.. properties.EnumerateObject().Select(property => new Property(property.Name, new(property.Value), required.Contains(property.Name)))];
        _required = _properties.Count(property => property.IsRequired);
        _isKnown &= _required == required.Count;
    }

    [Flags]
    private enum Kinds
    {
        None = 0,
        Object = 1,
        Array = 2,
        String = 4,
        Boolean = 8,
        Null = 16,
        Integer = 32,
        Number = 64,
        Any = Object | Array | String | Boolean | Null | Integer | Number,
    }

    /// <summary>True when it surely fits; false when that is to be looked into.</summary>
    public bool Takes(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            return reader.Read() && Takes(ref reader) && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private bool Takes(ref Utf8JsonReader reader) => _isKnown && reader.TokenType switch
    {
        JsonTokenType.StartObject => Is(Kinds.Object) && TakesObject(ref reader),
        JsonTokenType.StartArray => Is(Kinds.Array) && TakesArray(ref reader),
        JsonTokenType.String => Is(Kinds.String) && !_hasPattern && IsWord(ref reader),
        JsonTokenType.True or JsonTokenType.False => Is(Kinds.Boolean) && _words is null,
        JsonTokenType.Null => Is(Kinds.Null) && _words is null,
        JsonTokenType.Number => _words is null && (Is(Kinds.Number) || (Is(Kinds.Integer) && reader.TryGetInt64(out _))),
        _ => false,
    };

    private bool TakesObject(ref Utf8JsonReader reader)
    {
        if (_properties is null || _words is not null)
            return false;
        ulong seen = 0;
        var required = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var at = 0;
            while (at < _properties.Length && !reader.ValueTextEquals(_properties[at].Name))
                at++;
            if (at == _properties.Length || at >= 64 || (seen & (1UL << at)) != 0)
                return false;
            seen |= 1UL << at;
            required += _properties[at].IsRequired ? 1 : 0;
            if (!reader.Read() || !_properties[at].Value.Takes(ref reader))
                return false;
        }
        return required == _required;
    }

    private bool TakesArray(ref Utf8JsonReader reader)
    {
        if (_items is null || _words is not null)
            return false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            if (!_items.Takes(ref reader))
                return false;
        return true;
    }

    private bool Is(Kinds kind) => (_kinds & kind) != 0;

    private bool IsWord(ref Utf8JsonReader reader)
    {
        if (_words is null)
            return true;
        foreach (var word in _words)
            if (reader.ValueTextEquals(word))
                return true;
        return false;
    }

    private static Kinds KindOf(string? type) => type switch
    {
        "object" => Kinds.Object,
        "array" => Kinds.Array,
        "string" => Kinds.String,
        "boolean" => Kinds.Boolean,
        "null" => Kinds.Null,
        "integer" => Kinds.Integer,
        "number" => Kinds.Number,
        _ => Kinds.None,
    };

    private sealed record Property(string Name, JsonFit Value, bool IsRequired);
}
