using Delegate.Contracts;

namespace Delegate.Web.Timeline;

/// <summary>An attempt in its slot: from its start until the slot was given back. A paused attempt keeps its slot.</summary>
/// <param name="Task">Whose attempt.</param>
/// <param name="Attempt">Its number.</param>
/// <param name="Begin">When it took the slot.</param>
/// <param name="End">When it gave the slot back; null = it stands in it at the moment that is shown.</param>
/// <param name="Bars">Its phases; the last ends at the moment that is shown when there is no end.</param>
public sealed record Stint(PastTask Task, int Attempt, DateTimeOffset Begin, DateTimeOffset? End, IReadOnlyList<Bar> Bars)
{
    /// <summary>Up to where it is drawn.</summary>
    public DateTimeOffset Drawn => End ?? Bars[^1].End;
}

/// <summary>Attempts laid into lanes, as many as there were slots in use at once. Pure.</summary>
public static class Lanes
{
    /// <summary>The attempts of a task up to a place in the journal.</summary>
    public static IReadOnlyList<Stint> StintsOf(PastTask task, long position, DateTimeOffset moment)
    {
        var bars = Bars.Of(task, position, moment);
        var stints = new List<Stint>();
        var held = new List<Bar>();
        for (var i = 0; i < bars.Count; i++)
        {
            if (held is [.., var last] && last.Attempt != bars[i].Attempt)
                Close();
            if (Holds(bars[i].Phase, held.Count > 0))
                held.Add(bars[i]);
            else
                Close();
        }
        var seen = task.Steps.LastOrDefault(step => step.Position <= position);
        Close(isOpen: seen is { } now && !now.Phase.IsTerminal());
        return stints;

        void Close(bool isOpen = false)
        {
            if (held.Count == 0)
                return;
            var (begin, end) = (held[0].Begin, held[^1].End);
            stints.Add(new(task, held[0].Attempt, begin, isOpen ? null : end > begin ? end : begin, [.. held]));
            held.Clear();
        }
    }

    /// <summary>Each in the lowest lane that is free when it begins; so there are never more lanes than were needed at once.</summary>
    public static IReadOnlyList<IReadOnlyList<Stint>> Pack(IEnumerable<Stint> stints)
    {
        var lanes = new List<List<Stint>>();
        foreach (var stint in stints.OrderBy(stint => stint.Begin))
        {
            var free = lanes.Find(lane => lane[^1].End <= stint.Begin); // one that has no end is never free
            if (free is null)
                lanes.Add(free = []);
            free.Add(stint);
        }
        return lanes;
    }

    // A task that is paused before it was started, or between two attempts, holds nothing.
    private static bool Holds(TaskPhase phase, bool didBefore) =>
        phase is TaskPhase.Starting or TaskPhase.Running or TaskPhase.Stopping || phase == TaskPhase.Paused && didBefore;
}
