using System.Text.Json;
using Delegate.Actors.Dag;
using Delegate.Actors.Serialization;
using Delegate.Actors.Tasks;
using Delegate.Contracts;
using Microsoft.Data.Sqlite;

namespace Delegate.Actors.Projections;

/// <summary>A task's past, from the journal itself; the query tables only say where in it.</summary>
public sealed class HistoryReader(DelegateHome home, TaskQueries queries)
{
    /// <summary>A page, oldest first.</summary>
    public HistoryPage Read(TaskId id, HistoryQuery query)
    {
        var positions = queries.PositionsOf(id, query.After ?? 0, query.Limit);
        var entries = new List<HistoryEntry>(positions.Count);
        if (positions.Count > 0)
        {
            using var connection = new SqliteConnection($"Data Source={home.JournalFile};Mode=ReadOnly;Pooling=False");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT message, manifest FROM journal WHERE ordering = $ordering";
            var ordering = command.Parameters.Add("$ordering", SqliteType.Integer);
            foreach (var position in positions)
            {
                ordering.Value = position;
                using var reader = command.ExecuteReader();
                if (reader.Read()) // an entry that only named a forgotten task may be gone
                    entries.Add(EntryOf(id, position, JournalSerializer.Decode(reader.GetFieldValue<byte[]>(0), reader.GetString(1)), reader.GetString(1)));
            }
        }
        return new(id, entries, positions.Count == query.Limit ? positions[^1] : null);
    }

    private static HistoryEntry EntryOf(TaskId id, long position, object happened, string manifest)
    {
        var at = happened switch
        {
            DagProtocol.IEvent e => e.At,
            TaskProtocol.IEvent e => e.At,
            _ => throw new InvalidOperationException($"A {happened.GetType()} has no time."),
        };
        var shown = HistoryCuts.Of(id, happened);
        return new(position, at, KindOf(manifest), HistoryWords.Of(id, happened), JsonSerializer.SerializeToElement(shown, Manifests.ByName[manifest]));
    }

    /// <summary><c>dag.task-parked.v1</c> is a <c>task-parked</c>.</summary>
    private static string KindOf(string manifest) => manifest.Split('.')[1];
}
