using System.Text.Json.Nodes;

namespace Delegate.Bench.Peers;

/// <summary>The installed program, over a data folder of its own.</summary>
internal sealed class Ours
{
    private readonly Ground _ground;
    private readonly Dictionary<string, string?> _environment;

    public Ours(Ground ground)
    {
        _ground = ground;
        if (!File.Exists(ground.Options.Delegate))
            throw new BenchException($"{ground.Options.Delegate} is not there: run eng/install.sh, or name it with --delegate.");
        _environment = new()
        {
            ["DELEGATE_HOME"] = Path.Combine(ground.Folder("delegate"), "home"), // made by the host, for nobody else
            ["DELEGATE_HOST_EXE"] = ground.Options.Host,
            ["PATH"] = $"{ground.IdleClaude()}:{Environment.GetEnvironmentVariable("PATH")}",
        };
        ground.AtEnd(() => Command("host", "stop").RunAsync());
    }

    public Command Command(params string[] arguments) => new(_ground.Options.Delegate, arguments, _environment, _ground.Folder("work"));

    /// <summary>Starts the host, which goes on: its pid.</summary>
    public async Task<int> StartHostAsync()
    {
        await Command("host", "start").RunAsync();
        return (int)JsonNode.Parse((await Command("host", "status", "--json").RunAsync()).Out)!["pid"]!;
    }

    public Task StopHostAsync() => Command("host", "stop").RunAsync();
}
