using System.Text.Json.Nodes;
using Delegate.Contracts;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Delegate.Mcp;

/// <summary>Claude Code names each use of a tool: a call that it repeats, because the answer got lost, makes nothing twice.</summary>
internal static class ToolUse
{
    private const int LongestKey = 200;
    private const string Id = "claudecode/toolUseId";

    /// <summary>As the client names it; null when it does not.</summary>
    public static string? IdOf(RequestContext<CallToolRequestParams>? call) =>
        call?.Params?.Meta?[Id] is JsonValue use && use.TryGetValue(out string? id) ? id : null;

    /// <summary>Writes upon a submission who asks for it, and by which use of a tool.</summary>
    public static SubmitRequest SignedBy(this SubmitRequest request, McpCaller caller, RequestContext<CallToolRequestParams>? call) => request with
    {
        Source = "mcp", CallerSession = caller.Session, CallerProject = caller.Project, CallerAttempt = caller.Attempt, IdempotencyKey = KeyOf(caller, call),
    };

    /// <summary>The same for a flow.</summary>
    public static FlowRequest SignedBy(this FlowRequest request, McpCaller caller, RequestContext<CallToolRequestParams>? call) => request with
    {
        CallerSession = caller.Session, CallerProject = caller.Project, CallerAttempt = caller.Attempt, IdempotencyKey = KeyOf(caller, call),
    };

    private static string? KeyOf(McpCaller caller, RequestContext<CallToolRequestParams>? call) =>
        caller.Session is { } session && IdOf(call) is { } id && $"mcp:{session}:{id}" is { Length: <= LongestKey } key ? key : null;
}
