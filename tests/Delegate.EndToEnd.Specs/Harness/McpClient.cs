using System.Text.Json;
using System.Text.Json.Nodes;
using Delegate.Contracts;

namespace Delegate.EndToEnd.Specs.Harness;

/// <summary>The two ways in which an MCP client may begin.</summary>
public enum McpGeneration
{
    /// <summary><c>initialize</c>, then <c>notifications/initialized</c> (2025-11-25).</summary>
    Handshake,

    /// <summary>No handshake: <c>server/discover</c>, and every request says who asks (2026-07-28).</summary>
    Stateless,
}

/// <summary>An MCP client over <c>delegate mcp</c>, in plain JSON lines: no SDK that would hide what is on the wire.</summary>
public sealed class McpClient : IAsyncDisposable
{
    private readonly RunningProgram _program;
    private readonly McpGeneration _generation;
    private readonly Queue<JsonObject> _news = new();
    private int _lastId;

    private McpClient(RunningProgram program, McpGeneration generation) => (_program, _generation) = (program, generation);

    public RunningProgram Program => _program;

    /// <summary>What the server said of itself at the start.</summary>
    public JsonObject Welcome { get; private set; } = [];

    public static async Task<McpClient> StartAsync(Bench bench, McpGeneration generation = McpGeneration.Handshake)
    {
        var client = new McpClient(bench.Start("mcp"), generation);
        if (generation == McpGeneration.Stateless)
        {
            client.Welcome = await client.AskAsync("server/discover", []);
            return client;
        }
        client.Welcome = await client.AskAsync("initialize", new()
        {
            ["protocolVersion"] = "2025-11-25",
            ["capabilities"] = new JsonObject(),
            ["clientInfo"] = new JsonObject { ["name"] = "specs", ["version"] = "1" },
        });
        await client.SendAsync(new() { ["jsonrpc"] = "2.0", ["method"] = "notifications/initialized" });
        return client;
    }

    /// <summary>Calls a tool, which must succeed: its structured answer.</summary>
    public async Task<JsonObject> CallAsync(string tool, JsonObject arguments)
    {
        var result = await TryCallAsync(tool, arguments);
        Assert.True(result["error"] is null && (bool?)result["isError"] != true, result.ToJsonString());
        return result["structuredContent"]!.AsObject();
    }

    /// <summary>Calls a tool: its whole result, an error too.</summary>
    public Task<JsonObject> TryCallAsync(string tool, JsonObject arguments) =>
        AskAsync("tools/call", new() { ["name"] = tool, ["arguments"] = arguments });

    public async Task<TaskId> DelegateShellAsync(string command, params TaskId[] after) => TaskId.Parse((string)(await CallAsync("DelegateTask", new()
    {
        ["agent"] = "shell",
        ["prompt"] = command,
        ["dependsOn"] = new JsonArray([.. after.Select(id => (JsonNode)id.Value)]),
    }))["taskId"]!);

    public async Task<TaskView> StatusAsync(TaskId id) =>
        (await CallAsync("TaskStatus", new() { ["taskId"] = id.Value })).Deserialize(ContractsJson.Default.TaskView)!;

    /// <summary>Waits with the tool for it until all have ended.</summary>
    public async Task WaitAsync(params TaskId[] ids)
    {
        JsonObject answer;
        do
        {
            answer = await CallAsync("WaitForTasks", new() { ["taskIds"] = new JsonArray([.. ids.Select(id => (JsonNode)id.Value)]) });
        }
        while (!(bool)answer["done"]!);
    }

    /// <summary>Sends a request and reads on to its answer: the result, or the JSON-RPC error under <c>error</c>.</summary>
    public async Task<JsonObject> AskAsync(string method, JsonObject parameters)
    {
        var id = _lastId + 1;
        await BeginAsync(method, parameters);
        while (await _program.LineAsync() is { } line)
        {
            var message = JsonNode.Parse(line)!.AsObject(); // anything else on stdout than protocol fails here
            if (message["method"] is not null)
                _news.Enqueue(message);
            else if ((int?)message["id"] == id)
                return message["result"]?.AsObject() ?? new() { ["error"] = message["error"]?.DeepClone() };
        }
        throw new InvalidOperationException($"delegate mcp ended before its answer to {method}: {string.Join('\n', _program.ErrLines)}");
    }

    /// <summary>Sends a request and does not wait for its answer: the id that it has.</summary>
    public async Task<int> BeginAsync(string method, JsonObject parameters)
    {
        var id = ++_lastId;
        if (_generation == McpGeneration.Stateless)
        {
            var meta = parameters["_meta"] as JsonObject ?? [];
            meta["io.modelcontextprotocol/protocolVersion"] = "2026-07-28";
            meta["io.modelcontextprotocol/clientInfo"] = new JsonObject { ["name"] = "specs", ["version"] = "1" };
            meta["io.modelcontextprotocol/clientCapabilities"] = new JsonObject();
            parameters["_meta"] = meta.Parent is null ? meta : meta.DeepClone();
        }
        await SendAsync(new() { ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = method, ["params"] = parameters });
        return id;
    }

    /// <summary>Gives a request up.</summary>
    public Task CancelAsync(int id) => SendAsync(new()
    {
        ["jsonrpc"] = "2.0", ["method"] = "notifications/cancelled", ["params"] = new JsonObject { ["requestId"] = id, ["reason"] = "spec" },
    });

    /// <summary>Reads on to the next notification of this kind: its params.</summary>
    public async Task<JsonObject> NewsAsync(string method)
    {
        while (true)
        {
            while (_news.TryDequeue(out var seen))
                if ((string?)seen["method"] == method)
                    return seen["params"]!.AsObject();
            var message = JsonNode.Parse(await _program.LineAsync() ?? throw new InvalidOperationException($"delegate mcp ended before {method}"))!.AsObject();
            Assert.False(message["method"] is null, message.ToJsonString()); // an answer that nobody waits for
            _news.Enqueue(message);
        }
    }

    /// <summary>Notifications that came while an answer was waited for.</summary>
    public IEnumerable<JsonObject> News => _news;

    /// <summary>Ends the client's input, as a Claude Code session that goes away; it must leave at once and without complaint.</summary>
    public async Task<ProgramResult> LeaveAsync()
    {
        _program.Input.Close();
        return await _program.EndAsync();
    }

    public ValueTask DisposeAsync() => _program.DisposeAsync();

    private async Task SendAsync(JsonObject message)
    {
        await _program.Input.WriteAsync(message.ToJsonString() + "\n");
        await _program.Input.FlushAsync();
    }
}
