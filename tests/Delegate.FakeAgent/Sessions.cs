using System.Text.Json.Nodes;

namespace Delegate.FakeAgent;

/// <summary>
/// The sessions on disk, laid out as the real program does: <c>projects/FOLDER/SESSION.jsonl</c> below CLAUDE_CONFIG_DIR,
/// or ~/.claude. Two processes in one session would spoil it: the second is refused, and that it tried is written into
/// <c>two-writers</c>, where a spec finds it. (The real program would let it.)
/// </summary>
internal sealed class Sessions : IDisposable
{
    private readonly string _file;
    private readonly FileStream? _lock;

    private Sessions(string file, FileStream? held, IReadOnlyList<string> prompts) => (_file, _lock, Prompts) = (file, held, prompts);

    /// <summary>What this session was told before, oldest first.</summary>
    public IReadOnlyList<string> Prompts { get; }

    /// <summary>Null after a complaint on stderr, in the words of the real program.</summary>
    public static Sessions? Open(Flags flags)
    {
        var home = Environment.GetEnvironmentVariable("CLAUDE_CONFIG_DIR") is { Length: > 0 } config ? config
            : Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? Path.GetTempPath(), ".claude");
        var projects = Directory.CreateDirectory(Path.Combine(home, "projects")).FullName;
        var known = Directory.EnumerateFiles(projects, flags.SessionId + ".jsonl", SearchOption.AllDirectories).FirstOrDefault();
        if (known is null == flags.IsResumed)
        {
            Console.Error.WriteLine(flags.IsResumed
                ? $"No conversation found with session ID: {flags.SessionId}"
                : $"Error: Session ID {flags.SessionId} is already in use.");
            return null;
        }
        FileStream held;
        try
        {
            // An advisory lock of the kernel's: it ends with the process, however that ends.
            held = new(Path.Combine(home, flags.SessionId + ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            File.AppendAllText(Path.Combine(home, "two-writers"), $"{flags.SessionId} {Environment.ProcessId}\n");
            Console.Error.WriteLine($"Error: Session {flags.SessionId} has another writer.");
            return null;
        }
        var folder = Directory.CreateDirectory(Path.Combine(projects, Environment.CurrentDirectory.Replace('/', '-').Replace('.', '-'))).FullName;
        var file = known ?? Path.Combine(folder, flags.SessionId + ".jsonl");
        return new(file, held, known is null ? [] : [.. File.ReadLines(file).Select(line => (string?)JsonNode.Parse(line)?["prompt"]).OfType<string>()]);
    }

    public void Keep(string prompt) => File.AppendAllText(_file, new JsonObject { ["type"] = "user", ["prompt"] = prompt }.ToJsonString() + "\n");

    public void Dispose() => _lock?.Dispose();
}
