using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
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
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    public static AIJsonSchemaCreateOptions Schemas { get; } = new() { TransformOptions = new() { DisallowAdditionalProperties = true } };
}
