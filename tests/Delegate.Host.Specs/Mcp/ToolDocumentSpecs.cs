using System.Text;
using System.Text.Json;
using Delegate.Host.Specs.Support;
using ModelContextProtocol.Protocol;
using McpSession = Delegate.Host.Specs.Support.McpSession;

namespace Delegate.Host.Specs.Mcp;

/// <summary>
/// <c>docs/mcp-tools.md</c> and what is published are one: when either changes alone, this says which line.
/// <c>DELEGATE_WRITE_DOCS=1</c> writes the tools' part of the document anew.
/// </summary>
public sealed class ToolDocumentSpecs
{
    private const string FirstTool = "\n### ";
    private static readonly string Document = Path.Combine(Repository(), "docs", "mcp-tools.md");

    [Fact]
    public async Task The_document_names_each_tool_with_its_parameters_defaults_limits_example_and_reply_as_published()
    {
        await using var session = await McpSession.StartAsync();
        var published = string.Join('\n', (await session.Client.ListToolsAsync()).Select(tool => tool.ProtocolTool).OrderBy(tool => tool.Name, StringComparer.Ordinal).Select(SectionOf));
        var document = await File.ReadAllTextAsync(Document);
        var start = document.IndexOf(FirstTool, StringComparison.Ordinal) + 1;
        if (Environment.GetEnvironmentVariable("DELEGATE_WRITE_DOCS") == "1")
        {
            await File.WriteAllTextAsync(Document, document[..start] + published);
            return;
        }

        foreach (var (written, expected) in document[start..].Split('\n').Zip(published.Split('\n')))
            Assert.Equal(expected, written);
        Assert.Equal(published.Length, document[start..].Length);
    }

    private static string SectionOf(Tool tool)
    {
        var text = new StringBuilder();
        var (words, example) = (tool.Description!.Split("Example: ")[0], tool.Description.Split("Example: ")[1]);
        var hints = new[]
        {
            tool.Annotations!.ReadOnlyHint is true ? "reads only" : "changes things", tool.Annotations.DestructiveHint is true ? "may end or start work" : null,
            tool.Annotations.IdempotentHint is true ? "may be repeated" : null, tool.Meta?["anthropic/alwaysLoad"] is not null ? "always loaded" : null,
        };
        text.Append($"### {tool.Name}\n\n{words.ReplaceLineEndings(" ").Trim()} *({string.Join(", ", hints.OfType<string>())})*\n\n");
        var properties = tool.InputSchema.GetProperty("properties").EnumerateObject().ToList();
        if (properties.Count > 0)
        {
            text.Append("| Parameter | Type | Default | Meaning |\n|---|---|---|---|\n");
            AppendRows(text, "", tool.InputSchema);
            text.Append('\n');
        }
        text.Append($"```json\n{example.Trim()}\n```\n\nReply: {Reply(tool.OutputSchema!.Value)}.\n");
        return text.ToString();
    }

    private static void AppendRows(StringBuilder text, string path, JsonElement schema)
    {
        var required = Required(schema);
        foreach (var property in schema.GetProperty("properties").EnumerateObject())
        {
            var fallback = required.Contains(property.Name) ? "required" : property.Value.TryGetProperty("default", out var value) ? $"`{value.GetRawText()}`" : "";
            text.Append($"| `{path}{property.Name}` | {TypeOf(property.Value)} | {fallback} | {property.Value.GetProperty("description").GetString()!.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
            if (property.Value.TryGetProperty("items", out var items) && items.TryGetProperty("properties", out _))
                AppendRows(text, $"{path}{property.Name}[].", items);
        }
    }

    private static string TypeOf(JsonElement schema)
    {
        if (schema.TryGetProperty("enum", out var words))
            return string.Join(", ", words.EnumerateArray().Select(word => $"`{word.GetString()}`"));
        var type = schema.GetProperty("type").GetString()!;
        var limits = Limits(schema, "minimum", "maximum") ?? Limits(schema, "minLength", "maxLength") ?? Limits(schema, "minItems", "maxItems");
        return (type == "array" ? $"list of {(schema.TryGetProperty("items", out var items) ? TypeOf(items) : "anything")}" : schema.TryGetProperty("pattern", out var pattern) ? $"{type} `{pattern.GetString()!.Replace("|", "\\|", StringComparison.Ordinal)}`" : type)
            + (limits is null ? "" : $", {limits}");
    }

    private static string? Limits(JsonElement schema, string least, string most) => (schema.TryGetProperty(least, out var from), schema.TryGetProperty(most, out var to)) switch
    {
        (true, true) => $"{from} to {to}",
        (true, false) => $"{from} or more",
        (false, true) => $"at most {to}",
        _ => null,
    };

    private static string Reply(JsonElement schema)
    {
        var required = Required(schema);
        return string.Join(", ", schema.GetProperty("properties").EnumerateObject().Select(property => $"`{property.Name}`{(required.Contains(property.Name) ? "" : "?")}"));
    }

    private static HashSet<string> Required(JsonElement schema) =>
        schema.TryGetProperty("required", out var names) ? [.. names.EnumerateArray().Select(name => name.GetString()!)] : [];

    private static string Repository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Delegate.sln")))
                return folder.FullName;
        throw new FileNotFoundException("Delegate.sln is above no folder of these specs.");
    }
}
