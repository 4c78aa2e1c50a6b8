namespace Delegate.Cli;

/// <summary>Which Claude Code session, if any, a command is run from, and of which project.</summary>
internal static class Caller
{
    public static string? SessionOf(CliContext context) =>
        context.Environment("CLAUDE_CODE_SESSION_ID") is { Length: > 0 } session ? session : null;

    /// <summary>The session's project folder, else the folder that the command is run in.</summary>
    public static string ProjectOf(CliContext context) =>
        context.Environment("CLAUDE_PROJECT_DIR") is { Length: > 0 } project ? project : context.Folder;
}
