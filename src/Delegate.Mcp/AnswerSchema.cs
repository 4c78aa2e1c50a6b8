using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Delegate.Contracts;
using Microsoft.Extensions.AI;

namespace Delegate.Mcp;

/// <summary>
/// The published schema of a reply, made from the very type that is written. What is never null is required; what is
/// left out when it is null is optional and never null, so that a client need not know both.
/// </summary>
internal static class AnswerSchema
{
    private const string Reference = "$ref";

    private static readonly AIJsonSchemaCreateOptions Options = new()
    {
        TransformSchemaNode = Finish,
        TransformOptions = new() { ConvertBooleanSchemas = true },
    };

    public static JsonElement Of(IReadOnlyList<Type> shapes)
    {
        var whole = Of(shapes[0]);
        foreach (var other in shapes.Skip(1).Select(Of))
            Join(whole, other);
        return JsonElement.Parse(whole.ToJsonString());
    }

    private static JsonObject Of(Type shape)
    {
        var schema = JsonObject.Create(AIJsonUtilities.CreateJsonSchema(shape, serializerOptions: McpJson.Options, inferenceOptions: Options))!;
        Inline(schema, schema, []);
        return schema;
    }

    /// <summary>The generator writes a shape once and refers to it afterwards; only one that holds itself has to be referred to.</summary>
    private static void Inline(JsonNode? node, JsonObject root, IReadOnlyList<JsonNode> above)
    {
        switch (node)
        {
            case JsonArray entries:
                foreach (var entry in entries)
                    Inline(entry, root, above);
                break;
            case JsonObject schema when schema[Reference]?.GetValue<string>() is { } target:
                var found = target.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate((JsonNode)root, (at, name) => at[name]!);
                schema.Clear();
                if (above.Contains(found))
                    schema[Reference] = target;
                else
                    foreach (var (name, value) in found.DeepClone().AsObject().ToList())
                        schema[name] = value?.DeepClone();
                break;
            case JsonObject schema:
                foreach (var (_, value) in schema.ToList())
                    Inline(value, root, [.. above, schema]);
                break;
        }
    }

    /// <summary>One of the two, in the one form that every client reads: all their properties, and of the required ones those of both.</summary>
    private static void Join(JsonObject whole, JsonObject other)
    {
        foreach (var (name, schema) in other["properties"]!.AsObject())
            whole["properties"]!.AsObject().TryAdd(name, schema?.DeepClone());
        whole["required"] = Array(Required(whole).Intersect(Required(other)));
    }

    private static JsonNode Finish(AIJsonSchemaCreateContext context, JsonNode schema)
    {
        if (IdSchema(context.TypeInfo.Type) is { } id)
            return id;
        if (context.TypeInfo.ElementType is { } element && IdSchema(element) is { } items && schema is JsonObject list)
            list["items"] = items;
        if (context.TypeInfo.Kind != JsonTypeInfoKind.Object || schema is not JsonObject whole || whole["properties"] is not JsonObject properties)
            return schema;
        foreach (var property in context.TypeInfo.Properties)
            if (IsOptional(property) && properties[property.Name] is JsonObject own)
                ToolSchema.DropNull(own);
            else if (WritesNull(property) && properties[property.Name] is JsonObject { } nullable && nullable["type"] is JsonValue only)
                nullable["type"] = new JsonArray(only.DeepClone(), "null"); // an id, whose own schema does not know of null
        whole["required"] = Array(context.TypeInfo.Properties.Where(property => properties.ContainsKey(property.Name) && !IsOptional(property)).Select(property => property.Name));
        return whole;
    }

    private static JsonObject? IdSchema(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var id when id == typeof(TaskId) => TaskIdSchema.Node(),
        var id when id == typeof(ScheduleId) => ScheduleId.SchemaNode(),
        _ => null,
    };

    private static bool IsOptional(JsonPropertyInfo property) => Ignored(property) switch
    {
        JsonIgnoreCondition.Never => false,
        JsonIgnoreCondition.WhenWritingDefault => true,
        _ => MayBeNull(property),
    };

    private static bool WritesNull(JsonPropertyInfo property) => Ignored(property) == JsonIgnoreCondition.Never && MayBeNull(property);

    private static bool MayBeNull(JsonPropertyInfo property) =>
        property.PropertyType.IsValueType ? Nullable.GetUnderlyingType(property.PropertyType) is not null : property.IsGetNullable;

    private static JsonIgnoreCondition? Ignored(JsonPropertyInfo property) =>
        property.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true).OfType<JsonIgnoreAttribute>().FirstOrDefault()?.Condition;

    private static IEnumerable<string> Required(JsonObject schema) => (schema["required"] as JsonArray ?? []).Select(name => name!.GetValue<string>());

    private static JsonArray Array(IEnumerable<string> names) => [.. names.Select(name => (JsonNode)name)];
}
