using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using Delegate.Contracts;
using Microsoft.Data.Sqlite;

namespace Delegate.Bench;

/// <summary>Repeats what a data folder holds of its tasks, under new ids of the same length. The host must have ended.</summary>
internal static partial class Multiplication
{
    private sealed record Row(long Created, string PersistenceId, long Sequence, byte[] Message, string Tags, string Manifest, long Identifier, string Writer, IReadOnlyList<(int At, string Id)> Ids);

    public static void Run(DelegateHome home, int times)
    {
        using var connection = new SqliteConnection($"Data Source={home.JournalFile};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA synchronous = OFF");
        var rows = Read(connection);
        var perCopy = rows.Where(row => !row.PersistenceId.StartsWith("task-", StringComparison.Ordinal))
            .GroupBy(row => row.PersistenceId).ToDictionary(actor => actor.Key, actor => actor.Max(row => row.Sequence));
        using var insert = connection.CreateCommand();
        insert.CommandText =
            """
            INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, tags, manifest, identifier, writer_uuid)
            VALUES ($created, 0, $persistence, $sequence, $message, $tags, $manifest, $identifier, $writer)
            """;
        foreach (var name in (string[])["$created", "$persistence", "$sequence", "$message", "$tags", "$manifest", "$identifier", "$writer"])
            insert.Parameters.Add(new SqliteParameter(name, null));
        for (var copy = 1; copy <= times; copy++)
        {
            using var transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            var renamed = new Dictionary<string, string>();
            foreach (var row in rows)
            {
                var message = row.Message.ToArray();
                foreach (var (at, id) in row.Ids)
                    Encoding.UTF8.GetBytes(NewName(renamed, id), message.AsSpan(at));
                var task = row.PersistenceId.StartsWith("task-", StringComparison.Ordinal);
                object[] values =
                [
                    row.Created + copy, task ? NewName(renamed, row.PersistenceId) : row.PersistenceId,
                    task ? row.Sequence : (copy * perCopy[row.PersistenceId]) + row.Sequence, message, row.Tags, row.Manifest, row.Identifier, row.Writer,
                ];
                for (var i = 0; i < values.Length; i++)
                    insert.Parameters[i].Value = values[i];
                insert.ExecuteNonQuery();
            }
            transaction.Commit();
            foreach (var (old, name) in renamed.Where(pair => pair.Key.StartsWith("task-", StringComparison.Ordinal)))
                Link(Path.Combine(home.TasksFolder, old), Path.Combine(home.TasksFolder, name));
        }
        Execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
    }

    private static string NewName(Dictionary<string, string> renamed, string id) => renamed.TryGetValue(id, out var name)
        ? name
        : renamed[id] = id.StartsWith("task-", StringComparison.Ordinal) ? TaskId.New().Value : $"graph-{Guid.CreateVersion7():N}";

    private static List<Row> Read(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT created, persistence_id, sequence_number, message, tags, manifest, identifier, writer_uuid FROM journal WHERE deleted = 0 ORDER BY ordering";
        using var reader = command.ExecuteReader();
        var rows = new List<Row>();
        while (reader.Read())
        {
            var message = reader.GetFieldValue<byte[]>(3);
            // Latin 1: a character is a byte, so the place of a match is that in the message.
            var ids = Name().Matches(Encoding.Latin1.GetString(message)).Select(match => (match.Index, match.Value)).ToList();
            rows.Add(new(reader.GetInt64(0), reader.GetString(1), reader.GetInt64(2), message, reader.GetString(4), reader.GetString(5), reader.GetInt64(6), reader.GetString(7), ids));
        }
        return rows;
    }

    private static void Link(string from, string to)
    {
        if (!Directory.Exists(from))
            return;
        Directory.CreateDirectory(to, File.GetUnixFileMode(from));
        foreach (var folder in Directory.EnumerateDirectories(from))
            Link(folder, Path.Combine(to, Path.GetFileName(folder)));
        foreach (var file in Directory.EnumerateFiles(from))
            if (link(file, Path.Combine(to, Path.GetFileName(file))) != 0)
                throw new BenchException($"{file} cannot be linked: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    [GeneratedRegex("task-[0-9a-hjkmnp-tv-z]{12}|graph-[0-9a-f]{32}")]
    private static partial Regex Name();

    [DllImport("libc", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int link(string from, string to);
}
