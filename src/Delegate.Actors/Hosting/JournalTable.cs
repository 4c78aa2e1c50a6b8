using Delegate.Contracts;
using Microsoft.Data.Sqlite;

namespace Delegate.Actors.Hosting;

/// <summary>One event as the journal's table has it.</summary>
internal sealed record JournalRow(string PersistenceId, long SequenceNr, byte[] Message, string Manifest, int Serializer);

/// <summary>Writes to the journal's table: one connection, which stays open with its statements prepared. For one thread.</summary>
internal sealed class JournalTable : IDisposable
{
    private const string Columns = "created, deleted, persistence_id, sequence_number, message, tags, manifest, identifier, writer_uuid";

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _commit;
    private readonly SqliteCommand _highest;
    private readonly SqliteParameter _of = new("$of", SqliteType.Text);
    private readonly SqliteParameter _created = new("$created", SqliteType.Integer);
    private readonly SqliteParameter _persistenceId = new("$persistence_id", SqliteType.Text);
    private readonly SqliteParameter _sequenceNr = new("$sequence_number", SqliteType.Integer);
    private readonly SqliteParameter _message = new("$message", SqliteType.Blob);
    private readonly SqliteParameter _manifest = new("$manifest", SqliteType.Text);
    private readonly SqliteParameter _identifier = new("$identifier", SqliteType.Integer);

    public JournalTable(DelegateHome home, string writer)
    {
        _connection = SqliteJournal.OpenForWriting(home);
        (_begin, _commit) = (Command("BEGIN IMMEDIATE"), Command("COMMIT"));
        _highest = Command("SELECT max(sequence_number) FROM journal WHERE persistence_id = $of");
        _highest.Parameters.Add(_of);
        _insert = Command($"INSERT INTO journal ({Columns}) VALUES ($created, 0, $persistence_id, $sequence_number, $message, '', $manifest, $identifier, $writer)");
        _insert.Parameters.AddRange([_created, _persistenceId, _sequenceNr, _message, _manifest, _identifier, new("$writer", writer)]);
    }

    /// <summary>The number of an actor's last event; 0 when it has none.</summary>
    public long HighestSequenceNr(string persistenceId)
    {
        _of.Value = persistenceId;
        return _highest.ExecuteScalar() as long? ?? 0;
    }

    /// <summary>All of them or none; when it returns they are on the disk. After a failure dispose it: what it had begun goes with the connection.</summary>
    public void Write(IReadOnlyList<JournalRow> rows, DateTimeOffset now)
    {
        FaultPoint.Cross("journal.write");
        _created.Value = now.UtcTicks;
        if (rows.Count == 1)
            Insert(rows[0]); // a transaction by itself
        else
            WriteTogether(rows);
        _message.Value = DBNull.Value; // it may be long, and the next write may be tomorrow's
        FaultPoint.Cross("journal.closed");
    }

    public void Dispose()
    {
        foreach (var command in new[] { _begin, _insert, _commit, _highest })
            command.Dispose();
        _connection.Dispose();
    }

    private void WriteTogether(IReadOnlyList<JournalRow> rows)
    {
        _begin.ExecuteNonQuery();
        foreach (var row in rows)
            Insert(row);
        _commit.ExecuteNonQuery();
    }

    private void Insert(JournalRow row)
    {
        _persistenceId.Value = row.PersistenceId;
        _sequenceNr.Value = row.SequenceNr;
        _message.Value = row.Message;
        _manifest.Value = row.Manifest;
        _identifier.Value = row.Serializer;
        _insert.ExecuteNonQuery();
    }

    private SqliteCommand Command(string text)
    {
        var command = _connection.CreateCommand();
        command.CommandText = text;
        command.CommandTimeout = 1; // SQLite itself waits for the file (busy_timeout); the provider need not wait once more
        return command;
    }
}
