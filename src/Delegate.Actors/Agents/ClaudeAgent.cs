using Delegate.Actors.Processes;
using Delegate.Actors.Tasks;
using Delegate.Contracts;

namespace Delegate.Actors.Agents;

/// <summary>
/// Claude Code, headless: one JSON event a line on stdout, the prompt on stdin from a file, the session's id chosen by us.
/// </summary>
/// <param name="environment">What the agents inherit: where their sessions are kept.</param>
public sealed class ClaudeAgent(Func<string, string?> environment) : IAgentAdapter
{
    public string Name => AgentNames.Claude;

    /// <summary>Measured: about 200 MB at rest; its tools come on top.</summary>
    public Footprint Expected { get; } = new(0.5, 400L << 20, Gap: true) { PeakBytes = 1L << 30 };

    public AgentCommand Command(TaskSpec spec, string sessionId, bool resume, string promptFile, DelegateOptions options)
    {
        List<string> arguments = ["-p", "--output-format", "stream-json", "--verbose", resume ? "--resume" : "--session-id", sessionId];
        // Headless, it would start whatever servers the folder's .mcp.json names, unasked.
        arguments.Add("--strict-mcp-config");
        if (spec.AllowDelegation)
            arguments.AddRange(["--mcp-config", OwnTools.Config(AppContext.BaseDirectory)]);
        if (spec.Model is { } model)
            arguments.AddRange(["--model", model]);
        if (spec.PermissionMode is { } mode)
            arguments.AddRange(["--permission-mode", mode]);
        IEnumerable<string> allowed = spec.AllowDelegation ? [.. spec.AllowedTools, OwnTools.Rule] : spec.AllowedTools;
        if (allowed.Any())
            arguments.AddRange(["--allowedTools", string.Join(',', allowed)]);
        if (spec.JsonSchema is { } schema)
            arguments.AddRange(["--json-schema", schema]);
        return new(options.ClaudePath, arguments, new Dictionary<string, string?>(), promptFile);
    }

    /// <summary>What is in a session's file is nobody's business but the agent's: that it exists is all that is read.</summary>
    public bool CanResume(string sessionId)
    {
        var home = environment("CLAUDE_CONFIG_DIR") is { Length: > 0 } config ? config : Path.Combine(environment("HOME") ?? "/", ".claude");
        var projects = Path.Combine(home, "projects");
        return Path.GetFileName(sessionId) == sessionId && Directory.Exists(projects)
            && Directory.EnumerateDirectories(projects).Any(project => File.Exists(Path.Combine(project, sessionId + ".jsonl")));
    }

    public IAgentOutput ReadOutput(TaskSpec spec) => new ClaudeOutput(wantsJson: spec.JsonSchema is not null);

    public IEnumerable<string> Render(string line) => ClaudeRendering.Render(line);
}
