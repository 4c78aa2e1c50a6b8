using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Delegate.Contracts;

/// <summary>
/// The name of a task: <c>task-</c> and twelve characters of Crockford's base 32 (60 random bits),
/// for instance <c>task-7k2m9qx4h0ad</c>. Safe as a file name, an actor name and a URL segment.
/// </summary>
[JsonConverter(typeof(TaskIdJsonConverter))]
public readonly record struct TaskId
{
    private const string Prefix = "task-";
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int Characters = 12;
    private static readonly SearchValues<char> Allowed = SearchValues.Create(Alphabet);

    private TaskId(string value) => Value = value;

    /// <summary>The whole name, prefix included.</summary>
    public string Value { get; }

    /// <summary>Makes a name that nobody has used: random, so it says nothing about order.</summary>
    public static TaskId New() =>
        new(Prefix + RandomNumberGenerator.GetString(Alphabet, Characters));

    /// <summary>Reads a whole name; false when <paramref name="text"/> is not one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out TaskId id)
    {
        id = default;
        if (text is null || text.Length != Prefix.Length + Characters || !text.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        if (text.AsSpan(Prefix.Length).ContainsAnyExcept(Allowed))
            return false;
        id = new TaskId(text);
        return true;
    }

    /// <summary>Reads a whole name; throws <see cref="FormatException"/> when it is not one.</summary>
    public static TaskId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not a task id.");

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A task id is its text. Public for the sake of other source-generated contexts.</summary>
public sealed class TaskIdJsonConverter : JsonConverter<TaskId>
{
    /// <inheritdoc/>
    public override TaskId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TaskId.TryParse(reader.GetString(), out var id) ? id : throw new JsonException("not a task id (task- and 12 characters)");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TaskId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);

    /// <inheritdoc/>
    public override TaskId ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Read(ref reader, typeToConvert, options);

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, TaskId value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.Value);
}
