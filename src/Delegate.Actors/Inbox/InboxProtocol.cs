using Delegate.Actors.Serialization;

namespace Delegate.Actors.Inbox;

/// <summary>The messages of the inbox: who was told of ends up to where.</summary>
public static class InboxProtocol
{
    /// <summary>Where does this reader stand? Answered by <see cref="Standing"/>.</summary>
    /// <param name="Session">Null = the folder's own reader.</param>
    public sealed record Describe(string? Session, string? Folder);

    /// <param name="Reader">Null when it was never told anything.</param>
    /// <param name="FolderUpto">Up to where any reader of the folder was told; null when nobody was.</param>
    public sealed record Standing(InboxReader? Reader, long? FolderUpto);

    /// <summary>A view has arrived. Answered by <see cref="Noted"/>, once that is stored or was known already.</summary>
    /// <param name="Seen">As the event will have it.</param>
    public sealed record Note(ViewSeen Seen);

    public sealed record Noted
    {
        public static Noted Instance { get; } = new();
    }

    /// <summary>An event: a reader was told of every end up to a position of the journal.</summary>
    /// <param name="Session">The Claude Code session; null = the folder's own reader.</param>
    /// <param name="Upto">Everything of its own, and of its folder, that ended at or before it was told.</param>
    /// <param name="OwnFrom">The view told of its own ends after this position.</param>
    /// <param name="FolderFrom">And of the folder's other ends after this one.</param>
    /// <param name="Use">The name of the look, if it had one.</param>
    public sealed record ViewSeen(
        string? Session, string? Folder, long Upto, long OwnFrom, long FolderFrom, string? Use, DateTimeOffset At) : IJournaled;
}
