using System.Text.Json;
using Delegate.Mcp;
using ModelContextProtocol.Protocol;

namespace Delegate.Host.Specs.Support;

internal sealed class ToolAnswer(CallToolResult result)
{
    public bool IsError => result.IsError is true;

    public string Text => Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text;

    /// <summary>The structured reply; of an error, its parts.</summary>
    public JsonElement Facts => result.StructuredContent ?? JsonSerializer.SerializeToElement(result.Meta![ToolReply.ErrorKey]);

    public string? this[string name] => Facts.TryGetProperty(name, out var value) ? value.ToString() : null;
}
