using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Delegate.Host.Specs.Support;

/// <summary>Holds JSON against a published schema, with a validator that is not ours.</summary>
internal static class Published
{
    /// <summary>What is wrong with it; empty when it fits.</summary>
    public static IReadOnlyList<string> Problems(JsonElement value, JsonElement schema)
    {
        var results = JsonSchema.FromText(schema.GetRawText())
            .Evaluate(JsonNode.Parse(value.GetRawText()), new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true });
        return results.IsValid ? [] : [.. results.Details.Where(detail => detail.HasErrors).SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Value}"))];
    }
}
