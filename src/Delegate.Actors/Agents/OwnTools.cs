using System.Text.Json.Nodes;

namespace Delegate.Actors.Agents;

/// <summary>How a delegated Claude Code session gets Delegate's own tools.</summary>
internal static class OwnTools
{
    /// <summary>Allows them all.</summary>
    public const string Rule = "mcp__delegate";

    private const string Program = "delegate";

    /// <summary>An entry of Claude Code's MCP configuration; the mark of the attempt says whose children its delegations are.</summary>
    /// <param name="hostFolder">The folder of the host's program.</param>
    public static string Config(string hostFolder) => new JsonObject
    {
        ["mcpServers"] = new JsonObject
        {
            ["delegate"] = new JsonObject
            {
                ["type"] = "stdio",
                ["command"] = Find(hostFolder),
                ["args"] = new JsonArray("mcp"),
                ["env"] = new JsonObject { ["DELEGATE_ATTEMPT"] = "${DELEGATE_ATTEMPT}" },
            },
        },
    }.ToJsonString();

    /// <summary>Beside the host, where both are installed; in its own folder of the build; else on the PATH.</summary>
    private static string Find(string hostFolder)
    {
        var own = new DirectoryInfo(hostFolder.TrimEnd(Path.DirectorySeparatorChar));
        string[] candidates = [Path.Combine(hostFolder, Program), Path.Combine(own.Parent?.Parent?.FullName ?? hostFolder, "Delegate.Cli", own.Name, Program)];
        return candidates.FirstOrDefault(File.Exists) ?? Program;
    }
}
