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
        Content = [new TextContentBlock { Text = text }],
        StructuredContent = JsonSerializer.SerializeToElement(facts, McpJson.Options),
    };

    public static CallToolResult Error(DelegateError error) => new()
    {
        IsError = true,
        Content = [new TextContentBlock { Text = $"{error.Code}: {error.Message}{(error.Hint is { } hint ? $"\nhint: {hint}" : "")}" }],
        StructuredContent = JsonSerializer.SerializeToElement(error, ContractsJson.Default.DelegateError),
    };
}
