using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Delegate.Contracts;
using Microsoft.Extensions.AI;

namespace Delegate.Mcp;

/// <summary>How tool arguments and replies look as JSON, and how their schemas are made from the method signatures.</summary>
internal static class McpJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        // Numbers are numbers: the web default would publish "integer or text" for each of them.
        NumberHandling = JsonNumberHandling.Strict,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver(),
    };

    public static AIJsonSchemaCreateOptions Schemas { get; } = new()
    {
        TransformOptions = new() { DisallowAdditionalProperties = true },
        TransformSchemaNode = (context, schema) =>
            (Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type) == typeof(TaskId) ? IdSchema(schema) : schema,
    };

    /// <summary>Keeps what the generator knows of the parameter (its description) and adds what the id's converter hides.</summary>
    private static JsonObject IdSchema(JsonNode schema)
    {
        var id = TaskIdSchema.Node();
        if (schema is JsonObject known)
            foreach (var (keyword, value) in known)
                if (keyword is "description" or "default")
                    id[keyword] = value?.DeepClone();
        if (id.ContainsKey("default"))
            id["type"] = new JsonArray("string", "null");
        return id;
    }
}
