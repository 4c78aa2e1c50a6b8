using System.Data.Common;
using System.Runtime.CompilerServices;
using Akka.Persistence.Sql.Config;
using Delegate.Contracts;
using LinqToDB;
using LinqToDB.Data;
using Microsoft.Data.Sqlite;

namespace Delegate.Actors.Hosting;

/// <summary>The SQLite file behind the journal and its snapshots.</summary>
internal static class SqliteJournal
{
    // FULL: the journal is the checkpoint, so what was acknowledged survives a power cut too.
    // secure_delete: an old snapshot holds prompts, and a pruned one must not linger in a free page.
    // wal_autocheckpoint: pages (of 4 KiB) until what was written is carried into the file itself, which takes two more syncs.
    private const string PerConnection = "PRAGMA synchronous = FULL; PRAGMA busy_timeout = 9000; PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 4000;";

    // KiB. A page of the index for each of a thousand actors that write at once: with SQLite's own 2 MB each write reads its page anew.
    private const string CacheOfTheWriter = " PRAGMA cache_size = -16000;";

    /// <summary>
    /// The tables as Akka.Persistence.Sql has them, and as it would make them by itself, but for two indexes of each that no
    /// query of it uses and every write would pay for: <c>created</c> and <c>sequence_number</c>. A file that has them loses them.
    /// </summary>
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS journal (
            ordering INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            created INTEGER NOT NULL,
            deleted Bit NOT NULL,
            persistence_id NVarChar(255) NOT NULL,
            sequence_number INTEGER NOT NULL,
            message VarBinary NOT NULL,
            tags NVarChar(100) NULL,
            manifest NVarChar(500) NULL,
            identifier INTEGER NULL,
            writer_uuid NVarChar(128) NULL
        );
        CREATE UNIQUE INDEX IF NOT EXISTS journal_uq ON journal (persistence_id, sequence_number);
        CREATE TABLE IF NOT EXISTS snapshot (
            persistence_id NVarChar(255) NOT NULL,
            sequence_number INTEGER NOT NULL,
            created INTEGER NOT NULL,
            snapshot VarBinary NULL,
            manifest NVarChar(500) NULL,
            serializer_id INTEGER NULL,
            CONSTRAINT PK_snapshot PRIMARY KEY (persistence_id, sequence_number)
        );
        DROP INDEX IF EXISTS journal_created_idx;
        DROP INDEX IF EXISTS journal_sequence_number_idx;
        DROP INDEX IF EXISTS snapshot_created_idx;
        DROP INDEX IF EXISTS snapshot_sequence_number_idx;
        """;

    private static readonly ConditionalWeakTable<object, object> Set = [];

    /// <summary>
    /// Makes the file when it is missing and proves that it can be written; throws <see cref="DelegateException"/> with
    /// what is wrong. Better here, in words, than as a journal that never answers.
    /// </summary>
    public static void Prepare(DelegateHome home)
    {
        try
        {
            using var connection = new SqliteConnection(ConnectionString(home));
            connection.Open();
            using var command = connection.CreateCommand();
            // WAL is a property of the file: set once, here. The empty write finds a read-only or full disk.
            command.CommandText = $"PRAGMA journal_mode = WAL; BEGIN IMMEDIATE; PRAGMA user_version = 1; {Schema} COMMIT; PRAGMA quick_check(1);";
            using var reader = command.ExecuteReader();
            var verdict = "ok";
            do
            {
                while (reader.Read())
                    verdict = reader.GetString(0);
            }
            while (reader.NextResult());
            if (verdict != "ok")
                throw Unusable(home, verdict, null);
        }
        catch (SqliteException refused)
        {
            throw Unusable(home, refused.Message, refused);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
        }
    }

    /// <summary>How the journal's reads, and the snapshots, open their connections.</summary>
    /// <remarks>
    /// SQLite's asynchronous calls are synchronous inside, so a recovery would be read in the journal's own turn, and
    /// whoever writes would wait for it. The one yield gives that turn back.
    /// </remarks>
    public static DataOptionsSetup Connect(DelegateHome home) => new(Options(home));

    /// <summary>A connection that stays open, for the journal's own writes.</summary>
    internal static SqliteConnection OpenForWriting(DelegateHome home)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder(ConnectionString(home)) { Pooling = false }.ToString());
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = PerConnection + CacheOfTheWriter;
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The same, as linq2db has it.</summary>
    internal static DataOptions Options(DelegateHome home) => new DataOptions()
        .UseConnectionString(ProviderName.SQLiteMS, ConnectionString(home))
        .UseAfterConnectionOpened(Pragmas, async (connection, _) =>
        {
            await Task.Yield();
            Pragmas(connection);
        })
        .WithFaults();

    private static string ConnectionString(DelegateHome home) => new SqliteConnectionStringBuilder { DataSource = home.JournalFile }.ToString();

    /// <summary>Once for each of SQLite's own connections: the pool hands them out again and again, with what was set.</summary>
    private static void Pragmas(DbConnection connection)
    {
        if (connection is not SqliteConnection { Handle: { } handle } || !Set.TryAdd(handle, handle))
            return;
        using var command = connection.CreateCommand();
        command.CommandText = PerConnection;
        command.ExecuteNonQuery();
    }

    private static DelegateException Unusable(DelegateHome home, string why, Exception? inner) => new(
        new(ErrorCodes.JournalUnusable, $"The journal {home.JournalFile} cannot be used: {why}",
            "look at the file and the disk; nothing was changed", home.JournalFile), inner);
}
