using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Delegate.Contracts;

/// <summary>
/// The name of a schedule: <c>schedule-</c> and twelve characters of Crockford's base 32, for instance
/// <c>schedule-7k2m9qx4h0ad</c>. Safe as a file name, an actor name and a URL segment.
/// </summary>
[JsonConverter(typeof(ScheduleIdJsonConverter))]
public readonly record struct ScheduleId
{
    /// <summary>The form as a regular expression.</summary>
    public const string Pattern = "^schedule-[0-9a-hjkmnp-tv-z]{12}$";

    private const string Prefix = "schedule-";
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int Characters = 12;
    private static readonly SearchValues<char> Allowed = SearchValues.Create(Alphabet);

    private ScheduleId(string value) => Value = value;

    /// <summary>The whole name, prefix included.</summary>
    public string Value { get; }

    /// <summary>Makes a name that nobody has used.</summary>
    public static ScheduleId New() => new(Prefix + RandomNumberGenerator.GetString(Alphabet, Characters));

    /// <summary>Reads a whole name; false when <paramref name="text"/> is not one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ScheduleId id)
    {
        id = default;
        if (text is null || text.Length != Prefix.Length + Characters || !text.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        if (text.AsSpan(Prefix.Length).ContainsAnyExcept(Allowed))
            return false;
        id = new ScheduleId(text);
        return true;
    }

    /// <summary>Reads a whole name; throws <see cref="FormatException"/> when it is not one.</summary>
    public static ScheduleId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not a schedule id.");

    /// <summary>How it looks in a JSON Schema; its converter hides that from generators.</summary>
    public static JsonObject SchemaNode() => new()
    {
        ["type"] = "string",
        ["pattern"] = Pattern,
        ["examples"] = new JsonArray("schedule-7k2m9qx4h0ad"),
    };

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A schedule id is its text. Public for the sake of other source-generated contexts.</summary>
public sealed class ScheduleIdJsonConverter : JsonConverter<ScheduleId>
{
    /// <inheritdoc/>
    public override ScheduleId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ScheduleId.TryParse(reader.GetString(), out var id) ? id : throw new JsonException("not a schedule id (schedule- and 12 characters)");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ScheduleId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);

    /// <inheritdoc/>
    public override ScheduleId ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Read(ref reader, typeToConvert, options);

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, ScheduleId value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.Value);
}
