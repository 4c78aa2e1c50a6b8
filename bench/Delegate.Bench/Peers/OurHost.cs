using System.Diagnostics;
using System.Globalization;
using Delegate.Contracts;

namespace Delegate.Bench.Peers;

/// <summary>A host of ours over a data folder of its own, and one warm client of it.</summary>
internal sealed class OurHost
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private readonly Ground _ground;
    private readonly Dictionary<string, string?> _environment;
    private Process? _process;
    private bool _over;

    private OurHost(Ground ground, string name, int slots)
    {
        _ground = ground;
        Home = new(Path.Combine(ground.Folder(name), "home")); // made by the host, for nobody else
        Work = ground.Folder("work");
        _environment = new()
        {
            [DelegateHome.Variable] = Home.Path,
            ["PATH"] = $"{ground.IdleClaude()}:{Environment.GetEnvironmentVariable("PATH")}",
            // All that holds back a start for the machine's sake at its least: the slots bind, nothing else.
            ["DELEGATE_MAX_SLOTS"] = slots.ToString(CultureInfo.InvariantCulture),
            ["DELEGATE_MIN_SLOTS"] = slots.ToString(CultureInfo.InvariantCulture),
            ["DELEGATE_MAX_SETTLING"] = "1000",
            ["DELEGATE_SETTLING_WINDOW_MS"] = "0",
            ["DELEGATE_SPAWN_GAP_MS"] = "0",
            ["DELEGATE_TARGET_CPU_PERCENT"] = "100",
            ["DELEGATE_MEMORY_RESERVE_MB"] = "1",
            ["DELEGATE_MEMORY_PRESSURE_PERCENT"] = "100",
            ["DELEGATE_DISK_RESERVE_MB"] = "0",
            ["DELEGATE_ATTEMPT"] = null,
            ["DELEGATE_TASK_ID"] = null,
        };
        ground.AtEnd(EndAsync);
    }

    public DelegateHome Home { get; }

    public string Work { get; }

    public int Pid => _process!.Id;

    public HttpDelegateClient Client { get; private set; } = null!;

    /// <param name="slots">Tasks that may run at once.</param>
    public static async Task<OurHost> StartAsync(Ground ground, string name, int? slots = null)
    {
        var host = new OurHost(ground, name, slots ?? ground.Options.Concurrency);
        host.Home.Create();
        await host.StartAsync();
        return host;
    }

    /// <summary>Over a folder whose host has ended; what it takes until it has answered.</summary>
    /// <param name="makesViews">It has to make its views first, and refuses to answer for as long.</param>
    public async Task<TimeSpan> StartAsync(bool makesViews = false)
    {
        if (_over)
            throw new BenchException("The run is over."); // interrupted between two of its hosts
        using var limit = new CancellationTokenSource(Patience);
        var since = Stopwatch.GetTimestamp();
        _process = new Command(_ground.Options.Host, [], _environment, Home.Path).Start();
        _process.StandardInput.Close();
        if (await _process.StandardOutput.ReadLineAsync(limit.Token) != "ready")
            throw new BenchException($"{_ground.Options.Host} does not serve: {await _process.StandardError.ReadToEndAsync(limit.Token)}");
        Client = new(Home);
        while (true)
        {
            try
            {
                await Client.GetHostAsync(limit.Token);
                break;
            }
            catch (DelegateException late) when (makesViews && late.Error.Code == ErrorCodes.JournalUnusable)
            {
                // asked again, until the patience ends
            }
        }
        return Stopwatch.GetElapsedTime(since);
    }

    /// <summary>In peace; agents go on.</summary>
    public async Task StopAsync()
    {
        await Client.StopHostAsync(CancellationToken.None);
        using var limit = new CancellationTokenSource(Patience);
        await _process!.WaitForExitAsync(limit.Token);
        Client.Dispose();
    }

    /// <summary>kill -9; agents go on.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        Client.Dispose();
    }

    public TaskRequest Shell(string command) => new() { Agent = AgentNames.Shell, Prompt = command, Cwd = Work };

    public Task<SubmitReply> SubmitAsync(IReadOnlyList<TaskRequest> tasks) => Client.SubmitAsync(new() { Tasks = tasks, Source = "bench" }, CancellationToken.None);

    /// <summary>Until all have ended, with success.</summary>
    public async Task EndOfAsync(SubmitReply submitted)
    {
        using var limit = new CancellationTokenSource(Patience);
        var left = submitted.Tasks.Select(task => task.Id).ToHashSet();
        await foreach (var view in Client.WatchTasksAsync([.. left], limit.Token))
            if (view.Phase.IsTerminal() && left.Remove(view.Id) && view.Phase != TaskPhase.Succeeded)
                throw new BenchException($"{view.Id} {view.Phase}: {view.Outcome?.Message}");
        if (left.Count > 0)
            throw new BenchException($"The host ended its answer with {left.Count} tasks unfinished.");
    }

    private async Task EndAsync()
    {
        _over = true;
        if (_process is null)
            return;
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
        Agents.End(Home);
    }
}

/// <summary>Agents outlive their host; those of a benchmark do not.</summary>
internal static class Agents
{
    /// <summary>Ends what the attempts of a folder still run, by pid and start time.</summary>
    public static void End(DelegateHome home)
    {
        if (!Directory.Exists(home.TasksFolder))
            return;
        foreach (var identity in Directory.EnumerateFiles(home.TasksFolder, "identity", SearchOption.AllDirectories))
            if (!File.Exists(Path.Combine(Path.GetDirectoryName(identity)!, "exit")))
                foreach (var line in File.ReadAllLines(identity))
                    if (line.Split(' ') is ["supervisor" or "agent", var pid, var start] && StartOf(pid) == start)
                        Process.GetProcessById(int.Parse(pid, CultureInfo.InvariantCulture)).Kill(entireProcessTree: true);
    }

    private static string? StartOf(string pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19];
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
