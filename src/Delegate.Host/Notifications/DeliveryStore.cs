using Delegate.Contracts;
using Microsoft.Data.Sqlite;

namespace Delegate.Host.Notifications;

/// <summary>
/// Up to where each channel was told, and what became of the latest deliveries; in a file of its own that is made when
/// the first channel is. A place moves only after what was there has been delivered or given up.
/// </summary>
internal sealed class DeliveryStore : IDisposable
{
    private const int MostDeliveries = 2_000;

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS channels (name TEXT PRIMARY KEY, place INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS deliveries (
            number INTEGER PRIMARY KEY AUTOINCREMENT, channel TEXT NOT NULL, id TEXT NOT NULL, result INTEGER NOT NULL,
            attempts INTEGER NOT NULL, at INTEGER NOT NULL, detail TEXT NOT NULL);
        CREATE INDEX IF NOT EXISTS deliveries_by_id ON deliveries (id);
        """;

    private readonly SqliteConnection _connection;
    private readonly Lock _gate = new();

    public DeliveryStore(DelegateHome home)
    {
        _connection = new(new SqliteConnectionStringBuilder { DataSource = home.NotificationsDatabase, Pooling = false }.ToString());
        try
        {
            _connection.Open();
            // NORMAL: the end of the host loses nothing; a power cut may repeat the last deliveries, under the same ids.
            Run($"PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000; {Schema}");
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>Exactly these channels: a new one begins at the place, one that is gone is forgotten.</summary>
    public void Keep(IReadOnlyCollection<string> channels, long place)
    {
        lock (_gate)
        {
            using var transaction = _connection.BeginTransaction();
            foreach (var gone in Names().Except(channels).ToList())
                Run("DELETE FROM channels WHERE name = $name", ("$name", gone));
            foreach (var channel in channels)
                Run("INSERT OR IGNORE INTO channels VALUES ($name, $place)", ("$name", channel), ("$place", place));
            // A journal that begins anew (another data folder's, or none) has smaller places than were told.
            Run("UPDATE channels SET place = $place WHERE place > $place", ("$place", place));
            transaction.Commit();
        }
    }

    /// <summary>Up to where a channel was told; null when it is gone.</summary>
    public long? PlaceOf(string channel)
    {
        lock (_gate)
        {
            using var command = Command("SELECT place FROM channels WHERE name = $name", ("$name", channel));
            return command.ExecuteScalar() as long?;
        }
    }

    public void Advance(string channel, long place)
    {
        lock (_gate)
            Run("UPDATE channels SET place = $place WHERE name = $name AND place < $place", ("$name", channel), ("$place", place));
    }

    /// <summary>True when this was delivered there, or given up: what happened in one entry of the journal may be told in several deliveries.</summary>
    public bool IsDone(string channel, string id)
    {
        lock (_gate)
        {
            using var command = Command("SELECT 1 FROM deliveries WHERE id = $id AND channel = $channel", ("$id", id), ("$channel", channel));
            return command.ExecuteScalar() is not null;
        }
    }

    public void Record(DeliveryView delivery)
    {
        lock (_gate)
            Run("""
                INSERT INTO deliveries (channel, id, result, attempts, at, detail) VALUES ($channel, $id, $result, $attempts, $at, $detail);
                DELETE FROM deliveries WHERE number <= last_insert_rowid() - $most;
                """,
                ("$channel", delivery.Channel), ("$id", delivery.Id), ("$result", (int)delivery.Result), ("$attempts", delivery.Attempts),
                ("$at", delivery.At.ToUnixTimeMilliseconds()), ("$detail", delivery.Detail), ("$most", MostDeliveries));
    }

    /// <summary>The latest, the very latest first.</summary>
    public IReadOnlyList<DeliveryView> Recent(int most)
    {
        lock (_gate)
        {
            using var command = Command("SELECT channel, id, result, attempts, at, detail FROM deliveries ORDER BY number DESC LIMIT $most", ("$most", most));
            using var reader = command.ExecuteReader();
            var recent = new List<DeliveryView>();
            while (reader.Read())
                recent.Add(new(reader.GetString(0), reader.GetString(1), (DeliveryResult)reader.GetInt32(2), reader.GetInt32(3),
                    DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(4)), reader.GetString(5)));
            return recent;
        }
    }

    public void Dispose() => _connection.Dispose();

    private List<string> Names()
    {
        using var command = Command("SELECT name FROM channels");
        using var reader = command.ExecuteReader();
        var names = new List<string>();
        while (reader.Read())
            names.Add(reader.GetString(0));
        return names;
    }

    private void Run(string sql, params (string Name, object Value)[] parameters)
    {
        using var command = Command(sql, parameters);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, params (string Name, object Value)[] parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        return command;
    }
}
