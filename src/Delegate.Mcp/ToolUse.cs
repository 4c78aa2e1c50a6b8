using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Delegate.Mcp;

/// <summary>Claude Code names each use of a tool: a call that it repeats, because the answer got lost, makes nothing twice.</summary>
internal static class ToolUse
{
    private const int LongestKey = 200;
    private const string Id = "claudecode/toolUseId";

    public static string? KeyOf(McpCaller caller, RequestContext<CallToolRequestParams>? call) =>
        caller.Session is { } session && call?.Params?.Meta?[Id] is JsonValue use && use.TryGetValue(out string? id)
            && $"mcp:{session}:{id}" is { Length: <= LongestKey } key ? key : null;
}
