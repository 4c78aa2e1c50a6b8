using System.Collections.Immutable;
using Delegate.Actors.Serialization;
using static Delegate.Actors.Inbox.InboxProtocol;

namespace Delegate.Actors.Inbox;

/// <summary>Up to where each reader was told. One line a reader, whatever the number of tasks.</summary>
public sealed record InboxState : IJournaled
{
    // Sessions come and go; one that comes back after so many others begins where its folder stands.
    private const int MostReaders = 5_000;

    public static InboxState Empty { get; } = new();

    public ImmutableDictionary<string, InboxReader> Readers { get; init; } = ImmutableDictionary<string, InboxReader>.Empty;

    public Standing Of(string? session, string? folder)
    {
        var upto = folder is null ? null : Readers.Values.Where(reader => reader.Folder == folder).Max(reader => (long?)reader.Upto);
        return new(Readers.GetValueOrDefault(KeyOf(session, folder)), upto);
    }

    /// <summary>False when it would change nothing.</summary>
    public bool IsNews(ViewSeen seen) => Readers.GetValueOrDefault(KeyOf(seen.Session, seen.Folder)) is not { } reader || seen.Upto > reader.Upto;

    public InboxState Apply(ViewSeen seen)
    {
        if (!IsNews(seen))
            return this; // an older view that arrived late
        var readers = Readers.SetItem(KeyOf(seen.Session, seen.Folder), new(seen.Folder, seen.Upto, seen.OwnFrom, seen.FolderFrom, seen.Use, seen.At));
        return this with { Readers = readers.Count <= MostReaders ? readers : readers.Remove(readers.MinBy(entry => entry.Value.At).Key) };
    }

    private static string KeyOf(string? session, string? folder) => session is null ? $"folder {folder}" : $"session {session}";
}

/// <summary>What a reader was told last.</summary>
/// <param name="Upto">See <see cref="ViewSeen"/>, for all of these.</param>
public sealed record InboxReader(string? Folder, long Upto, long OwnFrom, long FolderFrom, string? Use, DateTimeOffset At);
