namespace Delegate.Bench.Peers;

/// <summary>npm <c>autobeat</c>, which grew out of the program that Delegate was written after; pinned, with homes of its own.</summary>
internal sealed class Autobeat
{
    public const string Version = "1.5.2";
    private readonly Ground _ground;
    private readonly string _package;
    private readonly Dictionary<string, string?> _environment;

    private Autobeat(Ground ground, string package)
    {
        (_ground, _package) = (ground, package);
        _environment = new()
        {
            ["HOME"] = ground.Folder("autobeat"),
            ["PATH"] = $"{ground.IdleClaude()}:{Environment.GetEnvironmentVariable("PATH")}",
        };
    }

    /// <summary>Installs it where it is not: into <c>DELEGATE_BENCH_TOOLS</c>, or the user's cache. Compiling its database module takes minutes.</summary>
    public static async Task<Autobeat> InstallAsync(Ground ground)
    {
        var folder = Path.Combine(Ground.Tools, $"autobeat-{Version}");
        var package = Path.Combine(folder, "node_modules", "autobeat");
        if (!File.Exists(Path.Combine(package, "dist", "cli.js")))
        {
            Directory.CreateDirectory(folder);
            await new Command("npm", ["install", "--prefix", folder, "--no-audit", "--no-fund", "--no-save", "--loglevel=error", $"autobeat@{Version}"],
                new Dictionary<string, string?>(), folder).RunAsync();
        }
        return new(ground, package);
    }

    public Command Command(params string[] arguments) => new("node", [Path.Combine(_package, "dist", "cli.js"), .. arguments], _environment, _ground.Folder("work"));

    /// <summary>A process in which it is warm, with a data folder of its own.</summary>
    /// <param name="claude">What its <c>claude</c> does, in the words of a shell.</param>
    public Task<LinePeer> DriveAsync(string claude, string name) => LinePeer.StartAsync(_ground, new(
        "node", [Path.Combine(AppContext.BaseDirectory, "Peers", "autobeat-driver.mjs"), _package],
        new Dictionary<string, string?>(_environment)
        {
            ["HOME"] = _ground.Folder(name),
            ["PATH"] = $"{_ground.ClaudeThat(claude, name + "-bin")}:{Environment.GetEnvironmentVariable("PATH")}",
            // The least that its settings allow; what lies below is refused, and all defaults hold again.
            ["WORKER_MIN_SPAWN_DELAY_MS"] = "10",
            ["WORKER_SETTLING_WINDOW_MS"] = "5000",
            ["CPU_CORES_RESERVED"] = "1",
            ["MEMORY_RESERVE"] = "0",
            ["EVENTBUS_MAX_LISTENERS_PER_EVENT"] = "10000",
            ["EVENTBUS_MAX_TOTAL_SUBSCRIPTIONS"] = "100000",
            ["LOG_LEVEL"] = "error",
        },
        _ground.Folder("work")));
}
