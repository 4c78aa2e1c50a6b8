namespace Delegate.Bench.Peers;

/// <summary>npm <c>autobeat</c>, which grew out of the program that Delegate was written after; pinned, with homes of its own.</summary>
internal sealed class Autobeat
{
    public const string Version = "1.5.2";
    private readonly Ground _ground;
    private readonly string _program;
    private readonly Dictionary<string, string?> _environment;

    private Autobeat(Ground ground, string program)
    {
        (_ground, _program) = (ground, program);
        _environment = new()
        {
            ["HOME"] = ground.Folder("autobeat"),
            ["PATH"] = $"{ground.IdleClaude()}:{Environment.GetEnvironmentVariable("PATH")}",
        };
    }

    /// <summary>Installs it where it is not: into <c>DELEGATE_BENCH_TOOLS</c>, or the user's cache. Compiling its database module takes minutes.</summary>
    public static async Task<Autobeat> InstallAsync(Ground ground)
    {
        var tools = Environment.GetEnvironmentVariable("DELEGATE_BENCH_TOOLS")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "delegate-bench");
        var folder = Path.Combine(tools, $"autobeat-{Version}");
        var program = Path.Combine(folder, "node_modules", "autobeat", "dist", "cli.js");
        if (!File.Exists(program))
        {
            Directory.CreateDirectory(folder);
            await new Command("npm", ["install", "--prefix", folder, "--no-audit", "--no-fund", "--no-save", "--loglevel=error", $"autobeat@{Version}"],
                new Dictionary<string, string?>(), folder).RunAsync();
        }
        return new(ground, program);
    }

    public Command Command(params string[] arguments) => new("node", [_program, .. arguments], _environment, _ground.Folder("work"));
}
