using System.Text.Json;
using Delegate.Actors.Dag;
using Delegate.Actors.Serialization;
using Delegate.Actors.Tasks;
using Delegate.Contracts;

namespace Delegate.Actors.Projections;

/// <summary>A task's past, from the journal itself; the query tables only say where in it.</summary>
public sealed class HistoryReader(DelegateHome home, TaskQueries queries)
{
    /// <summary>A page, oldest first.</summary>
    public HistoryPage Read(TaskId id, HistoryQuery query)
    {
        var positions = queries.PositionsOf(id, query.After ?? 0, query.Limit);
        return new(
            id, [.. JournalReader.At(home, positions).Select(entry => EntryOf(id, entry.Ordering, entry.Event, entry.Manifest))],
            positions.Count == query.Limit ? positions[^1] : null);
    }

    /// <summary>What the task was asked to do, and what its latest attempt was told; null when it is not known.</summary>
    public TaskPrompt? ReadPrompt(TaskId id)
    {
        var (asked, told) = (default(string), default(string));
        foreach (var (_, happened, _) in JournalReader.At(home, queries.PositionsOf([id])))
            switch (happened)
            {
                case DagProtocol.GraphAccepted graph when graph.Tasks.FirstOrDefault(task => task.Spec.Id == id) is { } own:
                    asked = own.Spec.Prompt;
                    break;
                case TaskProtocol.AttemptStarting { Prompt: { } prompt } e when e.TaskId == id:
                    told = prompt;
                    break;
            }
        return asked is null ? null : new(asked, told == asked ? null : told);
    }

    /// <summary>The attempts of a task that are over, in order.</summary>
    public IReadOnlyList<PastAttempt> Attempts(TaskId id)
    {
        var (attempts, from) = (new List<PastAttempt>(), default(DateTimeOffset));
        foreach (var (_, happened, _) in JournalReader.At(home, queries.PositionsOf([id])))
            switch (happened)
            {
                case TaskProtocol.AttemptStarting e when e.TaskId == id:
                    from = e.At;
                    break;
                case TaskProtocol.AttemptFailed e when e.TaskId == id:
                    attempts.Add(new(e.Number, from, e.At, e.Outcome));
                    break;
                case TaskProtocol.Ended { Number: > 0 } e when e.TaskId == id && attempts.All(attempt => attempt.Number != e.Number):
                    attempts.Add(new(e.Number, from, e.At, e.Outcome));
                    break;
            }
        return attempts;
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

/// <summary>An attempt that is over.</summary>
public sealed record PastAttempt(int Number, DateTimeOffset From, DateTimeOffset Until, OutcomeView Outcome);
