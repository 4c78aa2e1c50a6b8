using System.Text.Json.Nodes;
using Delegate.Contracts;
using Delegate.EndToEnd.Specs.Harness;

namespace Delegate.EndToEnd.Specs;

/// <summary>Five hundred delegations while the process between client and host is killed again and again.</summary>
public sealed class LostShimSpecs
{
    private const int Delegations = 500;
    private const int CallsBetweenKills = 40;

    [Fact]
    public async Task Of_five_hundred_delegations_each_runs_once_and_its_result_is_told_as_new_once_while_delegate_mcp_is_killed()
    {
        await using var bench = new Bench();
        await using var session = new Session(bench.With("CLAUDE_CODE_SESSION_ID", "session-1"));
        var results = new List<(string Id, string Phase)>();
        var told = new HashSet<string>();
        var ids = new Dictionary<string, int>();

        for (var number = 0; number < Delegations; number++)
        {
            var accepted = await session.CallAsync("DelegateTask", new() { ["agent"] = "shell", ["prompt"] = $"echo {number} >> runs" });
            ids.Add((string)accepted["taskId"]!, number);
            if (number % 10 == 9)
                await LookAsync();
        }
        while (results.Count < Delegations)
        {
            var left = ids.Keys.Except(results.Select(result => result.Id)).Take(100).ToArray();
            Assert.NotEmpty(left); // else more was told than there is
            await session.CallAsync("WaitForTasks", new() { ["taskIds"] = new JsonArray([.. left.Select(id => (JsonNode)id)]) });
            await LookAsync();
        }
        var last = await session.CallAsync("Inbox", []);

        Assert.Empty(last["ended"]!.AsArray());
        Assert.Equal(0, (int)last["openTotal"]!);
        Assert.Equal(ids.Keys.Order(), results.Select(result => result.Id).Order()); // all of them, none twice
        Assert.All(results, result => Assert.Equal("succeeded", result.Phase));
        Assert.Equal(Enumerable.Range(0, Delegations), bench.Lines("runs").Select(int.Parse).Order());
        Assert.True(session.Kills >= 10, $"{session.Kills} kills");

        async Task LookAsync()
        {
            JsonObject inbox;
            do
            {
                inbox = await session.CallAsync("Inbox", new() { ["limit"] = 50 });
                foreach (var task in inbox["ended"]!.AsArray())
                {
                    var id = (string)task!["taskId"]!;
                    Assert.True(told.Add(id), $"{id} was told as new twice");
                    results.Add((id, (string)task["phase"]!));
                }
            }
            while ((bool)inbox["more"]!);
        }
    }

    /// <summary>
    /// A client that starts <c>delegate mcp</c> anew whenever it has died, and then repeats the call that got no answer,
    /// under the same name. Which calls it dies under is counted, and so is when: before the call is written, right after,
    /// or with the answer already there and not yet confirmed.
    /// </summary>
    private sealed class Session(Bench bench) : IAsyncDisposable
    {
        private McpClient? _client;
        private int _calls;
        private long? _cursor;
        private bool _fresh;

        public int Kills { get; private set; }

        public async Task<JsonObject> CallAsync(string tool, JsonObject arguments)
        {
            var use = $"toolu_{++_calls}";
            var moment = _calls % CallsBetweenKills == 0 ? _calls / CallsBetweenKills % 3 : -1;
            while (true)
            {
                _client ??= await McpClient.StartAsync(bench);
                // What it last had in hand is known to the client; whether the shim lived to say so is not.
                var said = arguments.DeepClone().AsObject();
                if (tool == "Inbox" && _fresh && _cursor is { } cursor)
                    said["after"] = cursor;
                if (moment == 0)
                    await KillAsync();
                try
                {
                    var asking = _client.AskAsync("tools/call", new()
                    {
                        ["name"] = tool, ["arguments"] = said, ["_meta"] = new JsonObject { ["claudecode/toolUseId"] = use },
                    });
                    if (moment == 1)
                        await KillAsync();
                    var answer = await asking;
                    Assert.True(answer["error"] is null && (bool?)answer["isError"] != true, answer.ToJsonString());
                    if (tool == "Inbox")
                        (_cursor, _fresh) = ((long)answer["structuredContent"]!["cursor"]!, false);
                    if (moment == 2)
                    {
                        await KillAsync();
                        await RenewAsync();
                    }
                    return answer["structuredContent"]!.AsObject();
                }
                catch (Exception died) when (died is IOException or InvalidOperationException && moment is 0 or 1)
                {
                    moment = -1;
                    await RenewAsync();
                }
            }
        }

        public ValueTask DisposeAsync() => _client?.DisposeAsync() ?? ValueTask.CompletedTask;

        private async Task KillAsync()
        {
            Kills++;
            _client!.Program.Identity!.Signal(Kernel.SigKill);
            await _client.Program.Identity!.GoneAsync(Bench.Patience);
        }

        private async Task RenewAsync()
        {
            await _client!.DisposeAsync();
            (_client, _fresh) = (null, true);
        }
    }
}
