using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Delegate.Contracts;
using ModelContextProtocol.Protocol;

namespace Delegate.Mcp;

/// <summary>
/// What a tool answers: words for people and the same facts as JSON. Claude Code shows its model the JSON when there is
/// any, so it must hold everything that the words say.
/// </summary>
internal static class ToolReply
{
    public static CallToolResult Success<T>(string text, T facts) => new()
    {
        Content = [new TextContentBlock { Text = Budget.Cut(text, Budget.Whole, "the facts have all of it")! }],
        StructuredContent = JsonSerializer.SerializeToElement(facts, McpJson.Options),
    };

    /// <summary>
    /// An error is words; its parts are in <c>_meta</c>. Structured content would have to fit the tool's output schema,
    /// and some clients refuse a reply whose content does not, error or not.
    /// </summary>
    public static CallToolResult Error(DelegateError error) => new()
    {
        IsError = true,
        Content = [new TextContentBlock { Text = $"{error.Code}: {error.Message}{(error.Hint is { } hint ? $"\nhint: {hint}" : "")}" }],
        Meta = new() { [ErrorKey] = JsonSerializer.SerializeToNode(error, ContractsJson.Default.DelegateError) },
    };

    /// <summary>Where in <c>_meta</c> an error's code, message, hint and field are.</summary>
    public const string ErrorKey = "delegate/error";
}
