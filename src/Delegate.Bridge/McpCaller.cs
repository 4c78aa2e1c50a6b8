namespace Delegate.Bridge;

/// <summary>Whom the bridge speaks for; Claude Code says so in the environment of the servers that it starts.</summary>
/// <param name="Session">Its session, if it is one.</param>
/// <param name="Project">Its project folder, else the folder that the bridge was started in.</param>
/// <param name="Attempt">The attempt whose agent it is a part of, if it is one of a delegated session.</param>
internal sealed record McpCaller(string? Session, string Project, string? Attempt = null)
{
    public static McpCaller From(Func<string, string?> environment, string folder) => new(
        environment("CLAUDE_CODE_SESSION_ID") is { Length: > 0 } session ? session : null,
        environment("CLAUDE_PROJECT_DIR") is { Length: > 0 } project ? project : folder,
        environment("DELEGATE_ATTEMPT") is { Length: > 0 } attempt ? attempt : null);
}
