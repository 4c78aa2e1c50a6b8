using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace Delegate.Host.Specs.Support;

internal sealed class ToolAnswer(CallToolResult result)
{
    public bool IsError => result.IsError is true;

    public string Text => Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text;

    public JsonElement Facts => result.StructuredContent!.Value;

    public string? this[string name] => Facts.TryGetProperty(name, out var value) ? value.ToString() : null;
}
