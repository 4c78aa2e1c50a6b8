using Delegate.Bridge.Hosting;
using Delegate.Contracts;

namespace Delegate.Bridge;

/// <summary>Turns a fresh connection to the host into an MCP session: one HTTP request, answered by 101.</summary>
internal static class McpUpgrade
{
    public static async Task<Stream> AskAsync(Stream connection, McpCaller caller, CancellationToken cancel)
    {
        try
        {
            await HttpHead.WriteAsync(connection, Request(caller), cancel);
            var status = await HttpHead.ReadStatusAsync(connection, cancel);
            return status == "101"
                ? connection
                : throw new DelegateException(new(ErrorCodes.Internal, $"The host refused an MCP session; it answered {(status.Length > 0 ? status : "nothing")}.",
                    "delegate host stop (an older host may be running), then try again"));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static string Request(McpCaller caller)
    {
        var session = caller.Session is { } id ? $"{Routes.CallerSessionHeader}: {Uri.EscapeDataString(id)}\r\n" : "";
        var attempt = caller.Attempt is { } key ? $"{Routes.CallerAttemptHeader}: {key}\r\n" : "";
        return $"GET {Routes.Mcp} HTTP/1.1\r\nHost: delegated\r\nConnection: Upgrade\r\nUpgrade: {Routes.McpUpgrade}\r\n"
            + $"{session}{attempt}{Routes.CallerProjectHeader}: {Uri.EscapeDataString(caller.Project)}\r\n{Routes.CallerConfirmsHeader}: 1\r\n\r\n";
    }
}
