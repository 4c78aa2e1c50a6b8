using Delegate.Actors.Dag;
using Delegate.Actors.Scaling;
using Delegate.Actors.Serialization;
using Delegate.Actors.Tasks;
using Delegate.Contracts;
using Microsoft.Data.Sqlite;

namespace Delegate.Actors.Projections;

/// <summary>Something that somebody may want to be told of.</summary>
/// <param name="Position">Its place in the journal.</param>
/// <param name="Task">Whom it is about; of a submission's end, the task that ended last.</param>
/// <param name="Graph">All tasks of the submission, where its end is the news; else none.</param>
public sealed record News(long Position, NotificationKind Kind, TaskView Task, DateTimeOffset At, IReadOnlyList<TaskView> Graph);

/// <summary>Reads out of the journal what ended, and what came to stand still until somebody does something. Opens files only when asked.</summary>
public sealed class NewsReader(DelegateHome home, TaskQueries queries)
{
    private static readonly string Wanted = string.Join(", ",
        new[] { typeof(TaskProtocol.Ended), typeof(DagProtocol.TaskClosed), typeof(DagProtocol.TaskPaused) }.Select(type => $"'{Manifests.ByType[type]}'"));

    /// <summary>The place of the last entry; 0 when there is no journal.</summary>
    public long Last()
    {
        if (!File.Exists(home.JournalFile))
            return 0;
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE name = 'journal'";
        if ((long)command.ExecuteScalar()! == 0)
            return 0;
        command.CommandText = "SELECT coalesce(max(ordering), 0) FROM journal";
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>What is behind a place, and up to where that goes: as far as the query tables are.</summary>
    public (long Upto, IReadOnlyList<News> News) After(long place)
    {
        var upto = queries.ChangesAfter(null).Position;
        if (upto <= place)
            return (Math.Max(upto, place), []);
        var (news, ends) = (new List<News>(), new Dictionary<string, long?>());
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT ordering, message, manifest FROM journal WHERE ordering > $after AND ordering <= $upto AND deleted = 0 AND manifest IN ({Wanted}) ORDER BY ordering";
        command.Parameters.AddWithValue("$after", place);
        command.Parameters.AddWithValue("$upto", upto);
        using var reader = command.ExecuteReader();
        while (reader.Read())
            news.AddRange(Of(reader.GetInt64(0), JournalSerializer.Decode(reader.GetFieldValue<byte[]>(1), reader.GetString(2)), ends));
        return (upto, news);
    }

    /// <param name="ends">The last ends of submissions, as far as they were asked for: each once for all that is read together.</param>
    private IEnumerable<News> Of(long position, object happened, Dictionary<string, long?> ends) => happened switch
    {
        TaskProtocol.Ended ended => Ends(position, ended, ends),
        DagProtocol.TaskClosed { Phase: not TaskPhase.Succeeded } closed => Held(position, closed),
        // What goes on already needs nobody, nor does what the scaler froze for a while.
        DagProtocol.TaskPaused paused when !paused.By.StartsWith(ScalingProtocol.Name, StringComparison.Ordinal) && Find(paused.TaskId) is { PausedBy: not null } task => [new(position, NotificationKind.Paused, task, paused.At, [])],
        _ => [],
    };

    private IEnumerable<News> Ends(long position, TaskProtocol.Ended ended, Dictionary<string, long?> ends)
    {
        if (Find(ended.TaskId) is not { } task)
            yield break; // pruned meanwhile
        yield return new(position, ended.Phase switch
        {
            TaskPhase.Succeeded => NotificationKind.Succeeded,
            TaskPhase.Cancelled => NotificationKind.Cancelled,
            _ => NotificationKind.Failed,
        }, task, ended.At, []);
        if (!ends.TryGetValue(task.GraphId, out var end))
            ends.Add(task.GraphId, end = queries.LastEndOf(task.GraphId));
        if (end != position)
            yield break; // others of it are under way, or ended later
        var graph = queries.Find(queries.OfGraph(task.GraphId));
        if (graph.Count > 1)
            yield return new(position, graph.All(view => view.Phase == TaskPhase.Succeeded) ? NotificationKind.GraphSucceeded : NotificationKind.GraphFailed, task, ended.At, graph);
    }

    private IEnumerable<News> Held(long position, DagProtocol.TaskClosed closed) =>
        from id in queries.WaitingFor(closed.TaskId)
        let child = Find(id)
        where child is { Phase: TaskPhase.Waiting } && child.After.Any(edge => edge.Id == closed.TaskId && edge is { Done: false, OnFailure: DependencyPolicy.Hold })
        select new News(position, NotificationKind.Held, child, closed.At, []);

    private TaskView? Find(TaskId id) => queries.Find(id)?.View;

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={home.JournalFile};Mode=ReadOnly;Pooling=False");
        connection.Open();
        return connection;
    }
}
