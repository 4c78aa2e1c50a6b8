namespace Delegate.Mcp;

/// <summary>Who is at the other end of an MCP session.</summary>
/// <param name="Session">The Claude Code session that the client lives in, when it said so.</param>
/// <param name="Project">Its project folder, an absolute path: where delegated work happens unless a call says otherwise.</param>
internal sealed record McpCaller(string? Session, string? Project)
{
    /// <summary>True when it says of each answer when that is in the client's hands.</summary>
    public bool Confirms { get; init; }

    /// <summary>The attempt whose agent it is a part of; null when it is nobody's.</summary>
    public string? Attempt { get; init; }
}
