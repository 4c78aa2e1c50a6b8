using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Delegate.Bench;

/// <summary>An MCP server on stdio, asked what every client asks first.</summary>
internal static class McpTalk
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Milliseconds from the start of the process to the answer of <c>tools/list</c>; then its memory at rest in MiB, resident and proportional.</summary>
    public static async Task<IReadOnlyList<double>> StartAsync(Command server)
    {
        using var limit = new CancellationTokenSource(Patience);
        var since = Stopwatch.GetTimestamp();
        using var process = server.Start();
        _ = process.StandardError.ReadToEndAsync(limit.Token); // drained: a full pipe would hold it up
        try
        {
            await AskAsync(process, 1, "initialize", """{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"bench","version":"1"}}""", limit.Token);
            await process.StandardInput.WriteLineAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
            var answer = await AskAsync(process, 2, "tools/list", "{}", limit.Token);
            var took = Stopwatch.GetElapsedTime(since);
            if (answer["result"]?["tools"]?.AsArray().Count is not > 0)
                throw new BenchException($"{server.File} has no tools: {answer.ToJsonString()}");
            await Task.Delay(Rest, limit.Token); // at rest: whatever it does after the first answer is done
            var (resident, proportional) = ProcessMemory.Of(process.Id);
            return [took.TotalMilliseconds, resident, proportional];
        }
        finally
        {
            process.StandardInput.Close();
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task<JsonObject> AskAsync(Process process, int id, string method, string parameters, CancellationToken cancel)
    {
        await process.StandardInput.WriteLineAsync($$"""{"jsonrpc":"2.0","id":{{id}},"method":"{{method}}","params":{{parameters}}}""".AsMemory(), cancel);
        await process.StandardInput.FlushAsync(cancel);
        while (await process.StandardOutput.ReadLineAsync(cancel) is { } line)
            if (JsonNode.Parse(line) is JsonObject message && message["method"] is null && (int?)message["id"] == id)
                return message;
        throw new BenchException($"{process.StartInfo.FileName} ended before its answer to {method}.");
    }
}
