using Delegate.Contracts;

namespace Delegate.Actors.Projections;

/// <summary>Where the journal speaks of a task; and forgetting one.</summary>
internal sealed partial class ReadModelWriter
{
    /// <summary>Notes for each task that an entry concerns where that is. Before the entry is applied: an end releases those that still wait.</summary>
    private void Index(JournalEntry entry)
    {
        foreach (var task in TaskNames.ConcernedBy(entry.Event, ChildrenOf, root => LineOf(root).SelectMany(ChildrenOf)))
            _statements.Execute("INSERT OR IGNORE INTO history (task, ordering) VALUES ($task, $ordering)", ("$task", task.Value), ("$ordering", entry.Ordering));
    }

    /// <summary>Takes a task out of the tables, and notes what is to be erased of it elsewhere: position 0 stands for what is its own.</summary>
    private void Forget(TaskId id)
    {
        _changed.Remove(id);
        _statements.Execute(
            """
            INSERT OR IGNORE INTO erasures (task, ordering) SELECT task, ordering FROM history WHERE task = $id UNION SELECT $id, 0;
            DELETE FROM history WHERE task = $id;
            DELETE FROM edges WHERE parent = $id OR child = $id;
            DELETE FROM lines WHERE task = $id;
            DELETE FROM tasks WHERE id = $id;
            """, ("$id", id.Value));
    }

    /// <summary>These have been erased: their notes may go.</summary>
    public void Erased(IReadOnlyCollection<Erasure> erased)
    {
        using (var transaction = _statements.Begin())
        {
            foreach (var note in erased)
                _statements.Execute("DELETE FROM erasures WHERE task = $task AND ordering = $ordering", ("$task", note.Task.Value), ("$ordering", note.Ordering));
            transaction.Commit();
        }
        _statements.Execute("PRAGMA busy_timeout = 50; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA busy_timeout = 5000"); // what it can while others read
    }
}
