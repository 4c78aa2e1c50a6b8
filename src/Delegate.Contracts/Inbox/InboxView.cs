namespace Delegate.Contracts;

/// <summary>What has happened since somebody last looked.</summary>
public interface IInboxClient
{
    /// <summary>What a session, or a folder, has open, and what ended that it was not told of. Looking tells nobody: <see cref="InboxSeenAsync"/> does.</summary>
    Task<InboxView> GetInboxAsync(InboxQuery query, CancellationToken cancel);

    /// <summary>A view has reached whom it was for: what it calls new is new no more.</summary>
    Task InboxSeenAsync(InboxSeen seen, CancellationToken cancel);
}

/// <summary>Whose inbox.</summary>
/// <param name="Session">A Claude Code session: what it delegated, and what was told to it before. Null = the folder's own reader.</param>
/// <param name="Folder">A project folder, an absolute path: what was delegated from it, or works in it or below it.</param>
public sealed record InboxQuery(string? Session, string? Folder)
{
    /// <summary>The <see cref="InboxView.Cursor"/> that the reader has; null = where the host believes it to be.</summary>
    public long? After { get; init; }

    /// <summary>Names this look: one that was seen already is answered as it was.</summary>
    public string? Use { get; init; }

    /// <summary>At most so many ends, 1 to 200; the rest comes with the next look.</summary>
    public int Limit { get; init; } = 50;
}

/// <summary>What is open, and what is new.</summary>
public sealed record InboxView
{
    /// <summary>Ended, and not reported to this reader before; what ended first comes first.</summary>
    public required IReadOnlyList<TaskView> Ended { get; init; }

    /// <summary>True when more ended than is shown.</summary>
    public bool More { get; init; }

    /// <summary>Not ended, newest first; at most 50.</summary>
    public required IReadOnlyList<TaskView> Open { get; init; }

    /// <summary>Not ended, in all.</summary>
    public required int OpenTotal { get; init; }

    /// <summary>Up to where the reader knows everything once it has this.</summary>
    public required long Cursor { get; init; }

    /// <summary>From where on this view tells of the reader's own delegations.</summary>
    public required long OwnFrom { get; init; }

    /// <summary>From where on it tells of other ones of the folder.</summary>
    public required long FolderFrom { get; init; }
}

/// <summary>A view that has reached its reader.</summary>
/// <param name="Cursor">Of the view.</param>
public sealed record InboxSeen(long Cursor)
{
    /// <summary>As asked.</summary>
    public string? Session { get; init; }

    /// <summary>As asked.</summary>
    public string? Folder { get; init; }

    /// <summary>As asked.</summary>
    public string? Use { get; init; }

    /// <summary>Of the view.</summary>
    public long OwnFrom { get; init; }

    /// <summary>Of the view.</summary>
    public long FolderFrom { get; init; }

    /// <summary>That a view has arrived.</summary>
    public static InboxSeen Of(InboxQuery query, InboxView view) =>
        new(view.Cursor) { Session = query.Session, Folder = query.Folder, Use = query.Use, OwnFrom = view.OwnFrom, FolderFrom = view.FolderFrom };
}
