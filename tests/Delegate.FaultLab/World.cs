using System.Diagnostics;
using System.Text.Json.Nodes;
using Delegate.Contracts;

namespace Delegate.FaultLab;

/// <summary>Lets one plan happen to a real host with real agents in folders of its own, and judges what came of it.</summary>
internal sealed class World : IAsyncDisposable
{
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly Plan _plan;
    private readonly Programs _programs;
    private readonly Dictionary<string, string?> _environment;
    private readonly HostKeeper _host;
    private readonly HttpDelegateClient _client;
    private readonly CancellationTokenSource _limit = new(Patience);
    private readonly Dictionary<string, TaskId> _ids = [];
    private readonly HashSet<string> _hit = [];
    private readonly Random _random;
    private string _stage = "begin";

    public World(Plan plan, Programs programs)
    {
        (_plan, _programs, _random) = (plan, programs, new(plan.Seed));
        Folder = Directory.CreateTempSubdirectory($"lab-{plan.Seed}-").FullName;
        Home = new(Path.Combine(Folder, "home"));
        Work = Directory.CreateDirectory(Path.Combine(Folder, "work")).FullName;
        Home.Create();
        _environment = new()
        {
            [DelegateHome.Variable] = Home.Path, ["DELEGATE_CLAUDE_PATH"] = programs.FakeAgent, ["DELEGATE_TARGET_CPU_PERCENT"] = "100",
            ["DELEGATE_SPAWN_GAP_MS"] = "0", ["DELEGATE_SETTLING_WINDOW_MS"] = "0", ["DELEGATE_MAX_SLOTS"] = "8", ["DELEGATE_KILL_GRACE_MS"] = "300",
            ["DELEGATE_LOG_LEVEL"] = "debug", ["DELEGATE_FAULT_CLOCK"] = ClockFile, ["CLAUDE_CODE_SESSION_ID"] = null, ["CLAUDECODE"] = null,
            ["CLAUDE_PROJECT_DIR"] = Work, ["DOTNET_TieredPGO"] = "0",
        };
        _host = new(programs.Host, Home, _environment, plan.Faults);
        _client = new(Home);
    }

    public string Folder { get; }

    public DelegateHome Home { get; }

    public string Work { get; }

    private string ClockFile => Path.Combine(Folder, "clock");

    public async Task<Verdict> RunAsync()
    {
        var watch = Stopwatch.StartNew();
        var problems = new List<string>();
        var blows = new List<string>();
        try
        {
            _host.Begin();
            _stage = "submit";
            await SubmitAsync();
            using (var changes = new Changes(Home.Path, Work))
                foreach (var blow in _plan.Blows)
                {
                    _stage = $"blow {blow}";
                    await changes.AfterAsync(blow.Moment, Silence);
                    if (await StrikeAsync(blow))
                        blows.Add(blow.Blow.ToString());
                }
            _stage = "end of all tasks";
            await AllEndedAsync();
            _stage = "judgement";
            var judge = new Judge(this, _plan, _ids, _hit);
            problems.AddRange(await judge.JudgeAsync(await InspectAsync(), ReadLinesAsync));
            await _host.DisposeAsync();
            problems.AddRange(judge.Leftovers());
        }
        catch (Exception failure) when (failure is OperationCanceledException or TimeoutException or DelegateException or HttpRequestException or IOException)
        {
            problems.Add($"never came to its end ({_stage}): {failure.GetType().Name} {failure.Message}; {await DescribeAsync()}");
        }
        for (var met = 0; met < _host.FaultsMet; met++)
            blows.Add("KillAtPoint");
        return new(_plan, problems, blows, _host.Lives, watch.Elapsed);
    }

    /// <summary>Whatever is left is ended; the folders go, unless they are evidence.</summary>
    public async Task EndAsync(bool keep)
    {
        await _host.DisposeAsync();
        foreach (var process in Machine.With($"{DelegateHome.Variable}={Home.Path}").Concat(Daemons()))
            process.Signal(Machine.SigKill);
        if (!keep)
            Directory.Delete(Folder, recursive: true);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _client.Dispose();
        _limit.Dispose();
    }

    /// <summary>Who left everything behind that could name it: known because it wrote down its own number.</summary>
    public IEnumerable<Named> Daemons() => Directory.EnumerateFiles(Work, "*.daemons").SelectMany(File.ReadAllLines)
        .Select(line => line.Split(' ')).Where(words => words.Length == 2).Select(words => new Named(int.Parse(words[0], null), long.Parse(words[1], null)));

    private async Task<string> DescribeAsync()
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            var tasks = (await _client.ListTasksAsync(TaskFilter.All, limit.Token)).Tasks;
            return string.Join(", ", tasks.Select(task => $"{task.Id} {task.Phase} {task.Attempt} {task.HoldReason}"));
        }
        catch (Exception failure) when (failure is OperationCanceledException or DelegateException or HttpRequestException or IOException)
        {
            return $"and the host does not answer: {failure.Message}";
        }
    }

    private async Task SubmitAsync()
    {
        var requests = _plan.Tasks.Select(task => Agents.Request(task, Work)).ToList();
        if (_plan.ByMcp && requests[0].Agent == AgentNames.Shell)
            await SubmitByMcpAsync(requests[0]);
        // Sent again with the same key until somebody has said yes: that is what a script does.
        var (first, request) = (_ids.Count, new SubmitRequest
        {
            Source = "cli", IdempotencyKey = $"lab-{_plan.Seed}",
            Tasks = [.. requests.Skip(_ids.Count).Select(task => task with { After = [.. task.After.Select(edge => new DependencyRequest(_ids.TryGetValue(edge.On, out var id) ? id.Value : edge.On, edge.OnFailure))] })],
        });
        var reply = await AskAsync(limit => _client.SubmitAsync(request, limit));
        foreach (var (task, accepted) in _plan.Tasks.Skip(first).Zip(reply.Tasks))
            _ids[task.Key] = accepted.Id;
    }

    /// <summary>One tool call over <c>delegate mcp</c>. The client is killed right after, if that is in the plan: the task goes on.</summary>
    private async Task SubmitByMcpAsync(TaskRequest request)
    {
        await _host.ReadyAsync(_limit.Token);
        var start = new ProcessStartInfo(_programs.Cli, ["mcp"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Work };
        foreach (var (name, value) in _environment)
            start.Environment[name] = value;
        var (session, use) = ($"lab-{_plan.Seed}", "toolu_lab"); // Claude Code names itself and each use of a tool
        start.Environment["CLAUDE_CODE_SESSION_ID"] = session;
        using var client = Process.Start(start)!;
        async Task<JsonObject> CallAsync(int id, string method, JsonObject parameters)
        {
            await client.StandardInput.WriteLineAsync(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = method, ["params"] = parameters }.ToJsonString());
            await client.StandardInput.FlushAsync();
            while (await client.StandardOutput.ReadLineAsync(_limit.Token) is { } line)
                if (JsonNode.Parse(line)!.AsObject() is var message && (int?)message["id"] == id)
                    return message;
            throw new IOException("delegate mcp ended before it answered");
        }
        try
        {
            await CallAsync(1, "initialize", new()
            {
                ["protocolVersion"] = "2025-11-25", ["capabilities"] = new JsonObject(), ["clientInfo"] = new JsonObject { ["name"] = "lab", ["version"] = "1" },
            });
            await client.StandardInput.WriteLineAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
            var answer = await CallAsync(2, "tools/call", new()
            {
                ["name"] = "DelegateTask", ["_meta"] = new JsonObject { ["claudecode/toolUseId"] = use },
                ["arguments"] = new JsonObject { ["agent"] = "shell", ["prompt"] = request.Prompt, ["workingDirectory"] = Work, ["timeout"] = 120_000 },
            });
            // A call that a dying host could not answer may have been heard or not. The key that the host makes of a call is known: asked again
            // with it, the same task comes back or a first one is made.
            _ids["t0"] = answer["result"]?["structuredContent"]?["taskId"] is { } id
                ? TaskId.Parse((string)id!)
                : (await AskAsync(limit => _client.SubmitAsync(new() { Tasks = [request], IdempotencyKey = $"mcp:{session}:{use}" }, limit))).Tasks[0].Id;
        }
        finally
        {
            if (!client.HasExited)
                client.Kill(); // -9, whether the plan has a blow for it or not: a session that ends is no reason for anything
            await client.GoneAsync();
        }
    }

    /// <returns>False when there was nobody to be hit.</returns>
    private async Task<bool> StrikeAsync(PlannedBlow blow)
    {
        switch (blow.Blow)
        {
            case Blow.KillHost:
                _host.Signal(Machine.SigKill);
                return true;
            case Blow.StopHost:
                _host.Signal(Machine.SigStop);
                using (var changes = new Changes(Work))
                    await changes.AfterAsync(20, Silence);
                _host.Signal(Machine.SigCont);
                return true;
            case Blow.ClockJump:
                await File.WriteAllTextAsync(ClockFile, $"{(blow.Number - 500) * 20_000L}");
                return true;
            case Blow.Cancel:
                var key = _plan.Tasks[blow.Number % _plan.Tasks.Count].Key;
                _hit.Add(key);
                await AskAsync(async limit =>
                {
                    try
                    {
                        return await _client.CancelTaskAsync(_ids[key], new(By: "cli"), limit);
                    }
                    catch (DelegateException refused) when (refused.Error.Code is ErrorCodes.AlreadyEnded)
                    {
                        return null;
                    }
                });
                return true;
            case Blow.MachineRestart:
                _hit.UnionWith(_ids.Keys);
                await _host.HoldAsync();
                for (var left = Everybody(); left.Count > 0; left = Everybody())
                    foreach (var process in left)
                        process.Signal(Machine.SigKill);
                _host.Boot = Guid.NewGuid().ToString();
                _host.Release();
                return true;
            case Blow.KillMcpClient:
                return _plan.ByMcp; // done where the client is
            default:
                return await StrikeAttemptAsync(blow);
        }
    }

    private async Task<bool> StrikeAttemptAsync(PlannedBlow blow)
    {
        var running = Attempts().Where(attempt => attempt.Supervisor.Lives && attempt.Agent.Lives).ToList();
        if (running.Count == 0)
            return false;
        var (key, supervisor, agent) = running[blow.Number % running.Count];
        var target = blow.Blow is Blow.KillSupervisor or Blow.StopSupervisor ? supervisor : agent;
        if (blow.Blow is Blow.KillSupervisor or Blow.KillAgent)
        {
            _hit.Add(key);
            target.Signal(Machine.SigKill);
            return true;
        }
        target.Signal(Machine.SigStop);
        using (var changes = new Changes(Work))
            await changes.AfterAsync(20, Silence);
        target.Signal(Machine.SigCont);
        return true;
    }

    /// <summary>Attempts whose identity is written, by the keys of their tasks.</summary>
    private IEnumerable<(string Key, Named Supervisor, Named Agent)> Attempts() =>
        from task in _ids
        let folder = Path.Combine(Home.TasksFolder, task.Value.Value)
        where Directory.Exists(folder)
        from attempt in Directory.EnumerateDirectories(folder)
        let lines = File.Exists(Path.Combine(attempt, "identity")) ? File.ReadAllLines(Path.Combine(attempt, "identity")) : []
        where lines is [_, _, _, _, "end"]
        let supervisor = lines[2].Split(' ')
        let agent = lines[3].Split(' ')
        select (task.Key, new Named(int.Parse(supervisor[1], null), long.Parse(supervisor[2], null)), new Named(int.Parse(agent[1], null), long.Parse(agent[2], null)));

    private List<Named> Everybody() =>
        [.. Machine.With($"{DelegateHome.Variable}={Home.Path}").Concat(Daemons()).Concat(Attempts().SelectMany(attempt => new[] { attempt.Supervisor, attempt.Agent })).Where(process => process.Lives).Distinct()];

    private async Task AllEndedAsync()
    {
        await AskAsync(async limit =>
        {
            var open = _ids.Values.ToHashSet();
            await foreach (var task in _client.WatchTasksAsync([.. _ids.Values], limit))
                if (task.Phase.IsTerminal())
                    open.Remove(task.Id);
            return open.Count == 0 ? true : throw new IOException("the host ended while it told");
        });
    }

    private Task<(IReadOnlyList<TaskView> Tasks, HostView Host)> InspectAsync() =>
        AskAsync(async limit => ((await _client.ListTasksAsync(TaskFilter.All, limit)).Tasks, await _client.GetHostAsync(limit)));

    private Task<List<LogLine>> ReadLinesAsync(TaskId id) => AskAsync(async limit =>
    {
        var lines = new List<LogLine>();
        await foreach (var line in _client.ReadLogsAsync(id, new(Raw: true), limit))
            lines.Add(line);
        return lines;
    });

    /// <summary>Asks a host until one has answered: whoever asks a host that dies asks the next one.</summary>
    private async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> question)
    {
        while (true)
        {
            await _host.ReadyAsync(_limit.Token);
            try
            {
                return await question(_limit.Token);
            }
            catch (Exception died) when (died is HttpRequestException or IOException or DelegateException { Error.Code: ErrorCodes.HostUnreachable or ErrorCodes.JournalUnusable })
            {
                await Task.Yield();
            }
        }
    }
}
