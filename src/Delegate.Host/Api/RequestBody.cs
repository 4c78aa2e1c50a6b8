using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Delegate.Contracts;

namespace Delegate.Host.Api;

/// <summary>
/// Reads a body and refuses it with the field named: the schema is taken from the contract's own type, so a property
/// that a request does not have (a typing mistake) is refused instead of passed over.
/// </summary>
internal static class RequestBody
{
    private const int LongestWhole = 64 * 1024 * 1024; // what says that it is longer the server refuses when it is read

    private static readonly ConcurrentDictionary<Type, KnownSchema> Schemas = new();
    private static readonly JsonSchemaExporterOptions Exported = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Close };

    public static async Task<T> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type)
    {
        try
        {
            var known = Schemas.GetOrAdd(typeof(T), _ => new(SchemaOf(type)));
            var whole = request.ContentLength is { } length and <= LongestWhole ? await WholeAsync(request, (int)length) : null;
            if (whole is not null && known.Fit.Takes(whole))
                return JsonSerializer.Deserialize(whole, type) ?? throw Malformed("The body is null.");
            using var body = await JsonDocument.ParseAsync(whole is null ? request.Body : new MemoryStream(whole), default, request.HttpContext.RequestAborted);
            if (JsonShape.Check(body.RootElement, known.Schema) is { } error)
                throw new DelegateException(error);
            return body.Deserialize(type) ?? throw Malformed("The body is null.");
        }
        catch (JsonException malformed) when (malformed.Path is { Length: > 2 } path)
        {
            // the shape is right and the value is not: two properties of one name, a number that is too large
            throw Malformed($"'{path[2..]}' cannot be read.", path[2..]);
        }
        catch (JsonException malformed)
        {
            throw Malformed(malformed.LineNumber is { } line
                ? $"The body is not JSON (line {line + 1}, byte {malformed.BytePositionInLine + 1})."
                : "The body is not JSON.");
        }
    }

    /// <summary>In a buffer of its own length: one that grows is the pool's, which keeps it for each thread that had one.</summary>
    private static async Task<byte[]> WholeAsync(HttpRequest request, int length)
    {
        var bytes = new byte[length];
        await request.Body.ReadExactlyAsync(bytes, request.HttpContext.RequestAborted);
        return bytes;
    }

    internal static JsonElement SchemaOf(JsonTypeInfo type) => JsonElement.Parse(type.GetJsonSchemaAsNode(Exported).ToJsonString());

    private static JsonNode Close(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (context.TypeInfo.Type == typeof(TaskId))
            return TaskIdSchema.Node();
        if (context.TypeInfo.Type == typeof(ScheduleId))
            return ScheduleId.SchemaNode();
        if (context.TypeInfo.Type == typeof(ScheduleId?))
            return new JsonObject(ScheduleId.SchemaNode().Select(entry => KeyValuePair.Create(entry.Key, entry.Value?.DeepClone()))) { ["type"] = new JsonArray("string", "null") };
        if (schema is JsonObject open && open.ContainsKey("properties"))
            open["additionalProperties"] = false;
        return schema;
    }

    private sealed record KnownSchema(JsonElement Schema)
    {
        public JsonFit Fit { get; } = new(Schema);
    }

    private static DelegateException Malformed(string message, string? field = null) =>
        new(new(ErrorCodes.InvalidInput, message, Field: field));
}
