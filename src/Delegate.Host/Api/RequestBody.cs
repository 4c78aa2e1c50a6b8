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
    private static readonly ConcurrentDictionary<Type, JsonElement> Schemas = new();
    private static readonly JsonSchemaExporterOptions Exported = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Close };

    public static async Task<T> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body, default, request.HttpContext.RequestAborted);
            var schema = Schemas.GetOrAdd(typeof(T), _ => SchemaOf(type));
            if (JsonShape.Check(body.RootElement, schema) is { } error)
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

    private static DelegateException Malformed(string message, string? field = null) =>
        new(new(ErrorCodes.InvalidInput, message, Field: field));
}
