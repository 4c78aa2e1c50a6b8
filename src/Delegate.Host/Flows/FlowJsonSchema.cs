using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Delegate.Contracts;

namespace Delegate.Host.Flows;

/// <summary>Reads <c>schema</c>: a JSON Schema written as YAML, or the name of a file that holds one.</summary>
internal static partial class FlowJsonSchema
{
    private const int LongestFile = 256 * 1024;
    private const int MostValues = 10_000; // an alias may stand for much, many times over

    /// <summary>The schema as JSON text; null when there is none, or a wrong one, which is then among the problems.</summary>
    public static string? Read(Dictionary<string, FlowEntry> entries, string agent, FlowValues values, FlowProblems problems)
    {
        if (!entries.TryGetValue(FlowKeys.Schema, out var entry))
            return null;
        if (agent != AgentNames.Claude)
            problems.Add(entry.At, $"'{FlowKeys.Schema}' is for '{AgentNames.Claude}' only; the agent here is '{agent}'.");
        if (entry.Value is FlowScalar && values.Text(entries, FlowKeys.Schema) is { } file)
            return FromFile(Path.GetFullPath(file, values.BaseFolder), entry.Value.At, problems);
        if (entry.Value is FlowList)
            problems.Add(entry.Value.At, $"'{FlowKeys.Schema}' must be a map or the name of a file, not {entry.Value.Kind}.");
        if (entry.Value is not FlowMap map)
            return null;
        var left = MostValues;
        var schema = Json(map, ref left);
        if (left >= 0)
            return schema!.ToJsonString();
        problems.Add(entry.Value.At, $"'{FlowKeys.Schema}' has more than {MostValues} values.");
        return null;
    }

    private static string? FromFile(string path, Mark at, FlowProblems problems)
    {
        string? Wrong(string what)
        {
            problems.Add(at, $"'{FlowKeys.Schema}' names {path}, {what}.");
            return null;
        }
        try
        {
            if (!File.Exists(path))
                return Wrong("which is not there");
            if (new FileInfo(path).Length > LongestFile)
                return Wrong("which is longer than 256 KiB");
            return JsonNode.Parse(File.ReadAllText(path)) is JsonObject schema ? schema.ToJsonString() : Wrong("which is no JSON object");
        }
        catch (JsonException malformed)
        {
            return Wrong($"which is not JSON (line {malformed.LineNumber + 1})");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return Wrong($"which cannot be read: {refused.Message.TrimEnd('.')}");
        }
    }

    private static JsonNode? Json(FlowNode node, ref int left)
    {
        if (--left < 0)
            return null;
        switch (node)
        {
            case FlowMap map:
                var members = new JsonObject();
                foreach (var entry in map.Entries)
                    members[entry.Key] = Json(entry.Value, ref left);
                return members;
            case FlowList list:
                var items = new JsonArray();
                foreach (var item in list.Items)
                    items.Add(Json(item, ref left));
                return items;
            default:
                return Json((FlowScalar)node);
        }
    }

    private static JsonNode? Json(FlowScalar scalar) => scalar switch
    {
        { Text: null } => null,
        { IsPlain: true, Text: "true" or "True" or "TRUE" } => true,
        { IsPlain: true, Text: "false" or "False" or "FALSE" } => false,
        { IsPlain: true, Text: var text } when NumberRule().IsMatch(text) => JsonNode.Parse(text),
        { Text: var text } => text,
    };

    [GeneratedRegex(@"\A-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\z")]
    private static partial Regex NumberRule();
}
