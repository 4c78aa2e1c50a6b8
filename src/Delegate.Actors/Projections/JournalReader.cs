using Delegate.Actors.Serialization;
using Delegate.Contracts;
using Microsoft.Data.Sqlite;

namespace Delegate.Actors.Projections;

/// <summary>One entry of the journal.</summary>
/// <param name="Ordering">Its position: grows with every entry of every actor.</param>
public sealed record JournalEntry(long Ordering, object Event);

/// <summary>
/// Pages through the journal's table in the order of writing. SQLite has one writer at a time, so a position that is
/// visible has no gap before it that could still be filled.
/// </summary>
internal sealed class JournalReader(DelegateHome home) : IDisposable
{
    private const int PageSize = 1_000;
    private SqliteConnection? _connection;
    private SqliteCommand? _after;

    /// <summary>The entries after a position, at most a page; empty at the end, or while there is no journal yet.</summary>
    public IReadOnlyList<JournalEntry> After(long ordering)
    {
        if (!TryOpen())
            return [];
        _after!.Parameters[0].Value = ordering;
        using var reader = _after.ExecuteReader();
        var page = new List<JournalEntry>();
        while (reader.Read())
            page.Add(new(reader.GetInt64(0), JournalSerializer.Decode(reader.GetFieldValue<byte[]>(1), reader.GetString(2))));
        return page;
    }

    /// <summary>The entries at these positions; one that only named a forgotten task may be gone, and is left out.</summary>
    public static IEnumerable<(long Ordering, object Event, string Manifest)> At(DelegateHome home, IReadOnlyList<long> positions)
    {
        if (positions.Count == 0)
            yield break;
        using var connection = new SqliteConnection($"Data Source={home.JournalFile};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT message, manifest FROM journal WHERE ordering = $ordering";
        var ordering = command.Parameters.Add("$ordering", SqliteType.Integer);
        foreach (var position in positions)
        {
            ordering.Value = position;
            using var reader = command.ExecuteReader();
            if (reader.Read())
                yield return (position, JournalSerializer.Decode(reader.GetFieldValue<byte[]>(0), reader.GetString(1)), reader.GetString(1));
        }
    }

    public void Dispose()
    {
        _after?.Dispose();
        _connection?.Dispose();
    }

    private bool TryOpen()
    {
        if (_connection is not null)
            return true;
        if (!File.Exists(home.JournalFile))
            return false;
        var connection = new SqliteConnection($"Data Source={home.JournalFile};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE name = 'journal'";
        if ((long)command.ExecuteScalar()! == 0)
        {
            connection.Dispose(); // the journal makes its tables when it starts
            return false;
        }
        (_connection, _after) = (connection, connection.CreateCommand()); // compiled once
        _after.CommandText = $"SELECT ordering, message, manifest FROM journal WHERE ordering > $after AND deleted = 0 ORDER BY ordering LIMIT {PageSize}";
        _after.Parameters.AddWithValue("$after", 0L);
        return true;
    }
}
