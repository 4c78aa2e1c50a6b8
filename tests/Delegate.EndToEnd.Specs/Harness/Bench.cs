using System.Text.Json;
using System.Text.Json.Nodes;
using Delegate.Contracts;

namespace Delegate.EndToEnd.Specs.Harness;

/// <summary>
/// A user's machine for one spec: a data folder and a work folder of its own, the built <c>delegate</c> program, and at
/// the end nothing left of it, neither files nor processes.
/// </summary>
public sealed class Bench : IAsyncDisposable
{
    /// <summary>How long anything may take before the spec fails: far more than it needs, on a busy machine too.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, string?> _environment;

    public Bench()
    {
        // Short: the host's socket lives in it, and a Unix socket's path has room for 107 bytes.
        Folder = Directory.CreateTempSubdirectory("dlg-").FullName;
        Home = new(Path.Combine(Folder, "home"));
        Work = Directory.CreateDirectory(Path.Combine(Folder, "work")).FullName;
        _environment = new()
        {
            [DelegateHome.Variable] = Home.Path,
            ["DELEGATE_CLAUDE_PATH"] = Built.FakeAgent,
            ["CLAUDE_CONFIG_DIR"] = Path.Combine(Folder, "claude-config"), // sessions: never in the home of whoever runs this
            // How the machine's load holds tasks back is shown elsewhere; here it would only make times uncertain.
            ["DELEGATE_TARGET_CPU_PERCENT"] = "100",
            ["DELEGATE_SPAWN_GAP_MS"] = "0",
            ["DELEGATE_SETTLING_WINDOW_MS"] = "0",
            ["DELEGATE_MEMORY_PRESSURE_PERCENT"] = "100",
            ["DELEGATE_DISK_RESERVE_MB"] = "0",
            ["DELEGATE_MAX_SLOTS"] = "8",
            ["DELEGATE_KILL_GRACE_MS"] = "1000",
            ["DELEGATE_LOG_LEVEL"] = "debug",
            ["NO_COLOR"] = "1",
            ["CLAUDE_CODE_SESSION_ID"] = null,
            ["CLAUDE_PROJECT_DIR"] = null,
            ["CLAUDECODE"] = null,
        };
    }

    /// <summary>Everything of this bench is under it.</summary>
    public string Folder { get; }

    public DelegateHome Home { get; }

    /// <summary>The current folder of the programs, and the working folder of the tasks.</summary>
    public string Work { get; }

    /// <summary>The program that a user calls: the built one, unless a spec has another.</summary>
    public string Client { get; init; } = Built.Cli;

    /// <summary>Sets a variable for the programs that are started from now on; null takes it away.</summary>
    public Bench With(string variable, string? value)
    {
        _environment[variable] = value;
        return this;
    }

    public string PathOf(string name) => Path.Combine(Work, name);

    public Gate NewGate(string name) => new(PathOf(name));

    /// <summary>Starts the client with these arguments and does not wait.</summary>
    public RunningProgram Start(params string[] arguments) => RunningProgram.Start(Client, arguments, Work, _environment);

    /// <summary>Starts a shell with this script, in the work folder and with the bench's environment.</summary>
    public RunningProgram StartShell(string script) => RunningProgram.Start("/bin/sh", ["-c", script], Work, _environment);

    /// <summary>Starts any program, in the work folder and with the bench's environment.</summary>
    public RunningProgram StartProgram(string path, params string[] arguments) => RunningProgram.Start(path, arguments, Work, _environment);

    /// <summary>Starts the host's own program, as no user does.</summary>
    public RunningProgram StartHostProgram() => RunningProgram.Start(Built.Host, [], Work, _environment);

    /// <summary>Runs the client to its end, whatever comes of it.</summary>
    public async Task<ProgramResult> Try(params string[] arguments)
    {
        await using var program = Start(arguments);
        program.Input.Close();
        return await program.EndAsync();
    }

    /// <summary>Runs the client to its end with this on its stdin.</summary>
    public async Task<ProgramResult> TryWithInput(string input, params string[] arguments)
    {
        await using var program = Start(arguments);
        await program.Input.WriteAsync(input);
        program.Input.Close();
        return await program.EndAsync();
    }

    /// <summary>Runs the client, which must succeed.</summary>
    public async Task<ProgramResult> Do(params string[] arguments)
    {
        var result = await Try(arguments);
        Assert.True(result.ExitCode == 0, result.ToString());
        return result;
    }

    /// <summary>Runs the client with <c>--json</c>; it must succeed.</summary>
    public async Task<JsonNode> DoJson(params string[] arguments)
    {
        var result = await Do(WithJson(arguments));
        try
        {
            return JsonNode.Parse(result.Out)!;
        }
        catch (JsonException)
        {
            throw new InvalidOperationException($"Not one JSON value on stdout:\n{result}");
        }
    }

    /// <summary><c>run --agent shell</c>: the id of the task.</summary>
    public async Task<TaskId> Shell(string script, params string[] options) =>
        TaskId.Parse((string)(await DoJson(["run", "--agent", "shell", .. options, "--", script]))["id"]!);

    /// <summary><c>run</c> with a prompt for Claude Code, or what stands in for it.</summary>
    public async Task<TaskId> Claude(string prompt, params string[] options) =>
        TaskId.Parse((string)(await DoJson(["run", .. options, "--", prompt]))["id"]!);

    public async Task<TaskView> Status(TaskId id) =>
        (await DoJson("status", id.Value)).Deserialize(ContractsJson.Default.TaskView)!;

    /// <summary><c>list</c>: all tasks, newest first.</summary>
    public async Task<IReadOnlyList<TaskView>> List() =>
        (await DoJson("list", "--limit", "1000")).Deserialize(ContractsJson.Default.IReadOnlyListTaskView)!;

    /// <summary><c>wait</c>: the task's end, and the exit code that the client handed on.</summary>
    public async Task<(TaskView Task, int ExitCode)> Wait(TaskId id)
    {
        var result = await Try("wait", id.Value, "--timeout", "50s", "--json");
        Assert.True(result.Out.Length > 0, $"{result}\n{await Evidence(id)}");
        var tasks = JsonSerializer.Deserialize(result.Out, ContractsJson.Default.IReadOnlyListTaskView)!;
        return (Assert.Single(tasks), result.ExitCode);
    }

    /// <summary>Waits for success.</summary>
    public async Task<TaskView> Succeeds(TaskId id)
    {
        var (task, code) = await Wait(id);
        Assert.True(task.Phase == TaskPhase.Succeeded && code == 0, $"exit code {code}, {task.Phase}: {task.Outcome}\n{await Evidence(id)}");
        return task;
    }

    /// <summary>Ends once the task is as wanted; told by the host, which must run.</summary>
    public async Task<TaskView> Until(TaskId id, Func<TaskView, bool> asWanted)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var client = new HttpDelegateClient(Home);
        await foreach (var task in client.WatchTasksAsync([id], limit.Token))
            if (asWanted(task))
                return task;
        throw new InvalidOperationException($"{id} ended without having been as wanted.\n{await Evidence(id)}");
    }

    /// <summary>What the task's agent has written to stdout, line by line.</summary>
    public async Task<string[]> Logs(TaskId id, params string[] options) => (await Do(["logs", .. options, id.Value])).OutLines;

    /// <summary>The host's process; there must be one.</summary>
    public async Task<Identity> HostProcess() => Identity.Of((int)(await DoJson("host", "status"))["pid"]!);

    /// <summary><c>kill -9</c>, and it is gone.</summary>
    public async Task KillHost()
    {
        var host = await HostProcess();
        host.Signal(Kernel.SigKill);
        await host.GoneAsync(Patience);
    }

    /// <summary>The lines of a file in the work folder; none when it is not there.</summary>
    public string[] Lines(string name) => File.Exists(PathOf(name)) ? File.ReadAllLines(PathOf(name)) : [];

    /// <summary>Ends once the file has so many whole lines.</summary>
    public Task UntilLines(string name, int count) => FolderWatch.UntilAsync(Work, () => Lines(name).Length >= count);

    public async ValueTask DisposeAsync()
    {
        await Leftovers.EndAsync(this);
        Directory.Delete(Folder, recursive: true);
    }

    private static string[] WithJson(string[] arguments)
    {
        var separator = Array.IndexOf(arguments, "--");
        return separator < 0 ? [.. arguments, "--json"] : [.. arguments[..separator], "--json", .. arguments[separator..]];
    }

    /// <summary>For the message of a spec that fails.</summary>
    private async Task<string> Evidence(TaskId id) =>
        $"{await Try("status", id.Value)}\n{await Try("logs", "--raw", id.Value)}\n{await Try("host", "logs")}";
}
