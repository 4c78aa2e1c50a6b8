using System.Runtime.CompilerServices;

namespace Delegate.Processes.Specs.Support;

/// <summary>Where the agents of these specs keep their sessions: never in the home of whoever runs them.</summary>
internal static class AgentHome
{
    private static readonly TempFolder Folder = new();

    public static string Path => Folder.Path;

    [ModuleInitializer]
    public static void Use()
    {
        Environment.SetEnvironmentVariable("CLAUDE_CONFIG_DIR", Path);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Folder.Dispose();
    }

    /// <summary>The agent's memory of a session, deleted.</summary>
    public static void Forget(string session)
    {
        foreach (var file in Directory.EnumerateFiles(Path, session + ".jsonl", SearchOption.AllDirectories))
            File.Delete(file);
    }
}
