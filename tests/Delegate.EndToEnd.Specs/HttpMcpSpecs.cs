using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Delegate.Contracts;
using Delegate.EndToEnd.Specs.Harness;
using Delegate.ScriptedApi;

namespace Delegate.EndToEnd.Specs;

/// <summary>MCP over HTTP, by the loopback door: for clients that start no program of their own.</summary>
public sealed class HttpMcpSpecs
{
    private const string Initialize =
        """{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"specs","version":"1"}}}""";

    [SkippableFact]
    public async Task The_real_Claude_Code_delegates_over_HTTP_with_the_configuration_that_the_client_prints()
    {
        RealClaude.OrSkip();
        await using var api = await ScriptedMessagesApi.StartAsync();
        await using var bench = RealClaude.On(new Bench(), api);
        var config = await bench.Do("mcp", "--print-config", "http");
        await File.WriteAllTextAsync(bench.PathOf("mcp.json"), config.Out);

        await using var claude = bench.StartProgram(RealClaude.Path!, "-p", "--mcp-config", bench.PathOf("mcp.json"), "--strict-mcp-config",
            "--allowedTools", "mcp__delegate", "--",
            $"[[tool mcp__delegate__DelegateTask {{\"agent\":\"shell\",\"prompt\":\"echo over http > made\",\"workingDirectory\":\"{bench.Work}\"}}]] [[say done]]");
        claude.Input.Close();
        var said = await claude.EndAsync();

        Assert.True(said.ExitCode == 0, said.ToString());
        var task = Assert.Single(await bench.List());
        await bench.Succeeds(task.Id);
        Assert.Equal(["over http"], bench.Lines("made"));
        Assert.Contains(task.Id.Value, api.Requests.Last().Body["messages"]!.ToJsonString(), StringComparison.Ordinal);
        await bench.Do("host", "stop"); // no session of a client holds it up
    }

    [Fact]
    public async Task Both_generations_are_served_to_who_has_the_token_and_nobody_else_comes_in()
    {
        await using var bench = new Bench();
        var url = (string)(await bench.DoJson("host", "start"))["url"]! + "mcp";
        var token = File.ReadAllText(bench.Home.TokenFile).Trim();
        using var http = new HttpClient();
        async Task<(HttpStatusCode Status, string Body)> PostAsync(string body, string? bearer, params (string Name, string Value)[] headers)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
            if (bearer is not null)
                request.Headers.Authorization = new("Bearer", bearer);
            foreach (var (name, value) in headers)
                request.Headers.TryAddWithoutValidation(name, value);
            using var answer = await http.SendAsync(request);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }

        Assert.Contains("\"protocolVersion\":\"2025-11-25\"", (await PostAsync(Initialize, token)).Body, StringComparison.Ordinal);
        var listed = await PostAsync(new JsonObject
        {
            ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = "tools/list",
            ["params"] = new JsonObject
            {
                ["_meta"] = new JsonObject
                {
                    ["io.modelcontextprotocol/protocolVersion"] = "2026-07-28",
                    ["io.modelcontextprotocol/clientInfo"] = new JsonObject { ["name"] = "specs", ["version"] = "1" },
                    ["io.modelcontextprotocol/clientCapabilities"] = new JsonObject(),
                },
            },
        }.ToJsonString(), token, ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/list"));
        Assert.Contains("\"DelegateTask\"", listed.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(Initialize, null)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(Initialize, "wrong")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(Initialize, token, ("Origin", "http://evil.example"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(Initialize, token, ("Host", "evil.example"))).Status);
    }
}
