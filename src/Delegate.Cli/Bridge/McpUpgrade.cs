using System.Text;
using Delegate.Contracts;

namespace Delegate.Cli.Bridge;

/// <summary>Turns a fresh connection to the host into an MCP session: one HTTP request, answered by 101.</summary>
internal static class McpUpgrade
{
    private const int LongestHead = 16 * 1024;

    public static async Task<Stream> AskAsync(Stream connection, McpCaller caller, CancellationToken cancel)
    {
        try
        {
            await connection.WriteAsync(Encoding.ASCII.GetBytes(Request(caller)), cancel);
            await connection.FlushAsync(cancel);
            var head = await ReadHeadAsync(connection, cancel);
            var status = head.Split(' ', 3) is [_, var code, ..] ? code : "nothing";
            return status == "101"
                ? connection
                : throw new DelegateException(new(ErrorCodes.Internal, $"The host refused an MCP session; it answered {status}.",
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

    /// <summary>Byte by byte: what follows the head is the session's.</summary>
    private static async Task<string> ReadHeadAsync(Stream connection, CancellationToken cancel)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (head.Length < LongestHead)
        {
            if (await connection.ReadAsync(one, cancel) == 0)
                throw new IOException("The host closed the connection before it answered.");
            head.Append((char)one[0]);
            if (one[0] == '\n' && head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
                return head.ToString();
        }
        throw new IOException("The host's answer has no end.");
    }
}
