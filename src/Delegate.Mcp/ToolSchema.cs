using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Delegate.Contracts;

namespace Delegate.Mcp;

/// <summary>
/// Finishes the schema that is generated from a tool's method: says what a task id looks like, which its converter hides,
/// and leaves an optional parameter out instead of allowing null, which some clients do not understand.
/// </summary>
internal static class ToolSchema
{
    public static JsonElement Finish(JsonElement generated, MethodInfo method)
    {
        var schema = JsonObject.Create(generated)!;
        var properties = schema["properties"]!.AsObject();
        foreach (var parameter in method.GetParameters())
            if (properties[parameter.Name!] is JsonObject property)
                Finish(property, parameter.ParameterType);
        return JsonElement.Parse(schema.ToJsonString());
    }

    private static void Finish(JsonObject schema, Type type)
    {
        DropNull(schema);
        if (type.IsArray && schema["items"] is JsonObject items)
            Finish(items, type.GetElementType()!);
        foreach (var (_, nested) in schema["properties"] as JsonObject ?? [])
            if (nested is JsonObject own)
                DropNull(own);
        if ((Nullable.GetUnderlyingType(type) ?? type) == typeof(TaskId))
            foreach (var (keyword, value) in TaskIdSchema.Node())
                schema[keyword] = value?.DeepClone();
        if ((Nullable.GetUnderlyingType(type) ?? type) == typeof(ScheduleId))
            foreach (var (keyword, value) in ScheduleId.SchemaNode())
                schema[keyword] = value?.DeepClone();
    }

    /// <summary>What may be left out need not be null as well.</summary>
    public static void DropNull(JsonObject schema)
    {
        if (schema["type"] is JsonArray types)
            schema["type"] = types.Single(type => type!.GetValue<string>() != "null")!.DeepClone();
        if (schema["enum"] is JsonArray words)
            words.RemoveAll(word => word is null);
        if (schema.ContainsKey("default") && schema["default"] is null)
            schema.Remove("default");
        if (schema["items"] is JsonObject items)
            DropNull(items);
    }
}
