using Delegate.Actors.Hosting;
using Delegate.Actors.Inbox;
using Delegate.Contracts;

namespace Delegate.Host.Gateway;

/// <summary>What has happened since a session, or somebody in a folder, last looked.</summary>
internal sealed partial class ActorGateway
{
    private const int MostOpen = 50;

    // A folder that nobody ever looked at may have years of ends behind it.
    private static readonly TimeSpan FirstLookBack = TimeSpan.FromHours(24);

    public async Task<InboxView> GetInboxAsync(InboxQuery query, CancellationToken cancel)
    {
        if (query is { Session: null, Folder: null })
            throw new DelegateException(new(ErrorCodes.InvalidInput, "An inbox is that of a session or of a folder.", "delegate inbox", "folder"));
        query = query with { Folder = FolderOf(query.Folder) };
        await CatchUpAsync(cancel);
        var standing = await AskAsync<InboxKey, InboxProtocol.Standing>(new InboxProtocol.Describe(query.Session, query.Folder), cancel);
        var last = setup.Inbox.LastEnd();
        var (own, others, upto) = standing.Reader switch
        {
            { Use: { } use } told when use == query.Use => (told.OwnFrom, told.FolderFrom, told.Upto),
            _ when query.After is { } after => (after, after, last),
            { } told => (told.Upto, told.Upto, last),
            null => (0, standing.FolderUpto ?? setup.Inbox.LastEndBefore(setup.Time.GetUtcNow() - FirstLookBack), last),
        };
        var (ended, more, cursor) = setup.Inbox.Ended(query, own, others, upto);
        var (open, total) = setup.Inbox.Open(query, MostOpen);
        return new()
        {
            Ended = ended, More = more, Open = await WithHoldReasonsAsync(open, cancel), OpenTotal = total,
            Cursor = Math.Max(cursor, query.After is { } known ? Math.Min(known, last) : 0), OwnFrom = own, FolderFrom = others,
        };
    }

    public async Task InboxSeenAsync(InboxSeen seen, CancellationToken cancel)
    {
        await CatchUpAsync(cancel);
        // A position that nothing has reached yet would hide what is still to end.
        var upto = Math.Min(seen.Cursor, setup.Inbox.LastEnd());
        await AskAsync<InboxKey, InboxProtocol.Noted>(new InboxProtocol.Note(
            new(seen.Session, FolderOf(seen.Folder), upto, seen.OwnFrom, seen.FolderFrom, seen.Use, setup.Time.GetUtcNow())), cancel);
    }

    /// <summary>A folder by one name.</summary>
    private static string? FolderOf(string? path) => path is null ? null : Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
}
