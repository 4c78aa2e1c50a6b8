using System.Collections.Immutable;
using Delegate.Contracts;

namespace Delegate.Actors.Dag;

/// <summary>
/// Lines of tasks: the first one, and those that its retries and resumes made. At most one of a line is unfinished at a
/// time: two agents would do the same work in the same place.
/// </summary>
/// <param name="RootOf">For each later member, the first.</param>
/// <param name="Heads">For each first one, the latest member and its number.</param>
public sealed record Lines(ImmutableDictionary<TaskId, TaskId> RootOf, ImmutableDictionary<TaskId, LineHead> Heads)
{
    public static Lines None { get; } = new(ImmutableDictionary<TaskId, TaskId>.Empty, ImmutableDictionary<TaskId, LineHead>.Empty);

    public TaskId FirstOf(TaskId member) => RootOf.GetValueOrDefault(member, member);

    /// <summary>The latest of a member's line; itself when it was never retried.</summary>
    public TaskId HeadOf(TaskId member) => Heads.TryGetValue(FirstOf(member), out var head) ? head.Task : member;

    /// <summary>How many retries and resumes a member's line has.</summary>
    public int LengthOf(TaskId member) => Heads.TryGetValue(FirstOf(member), out var head) ? head.Number : 0;

    public Lines With(TaskId member, Lineage lineage) =>
        new(RootOf.SetItem(member, lineage.Root), Heads.SetItem(lineage.Root, new(member, lineage.Number)));

    /// <summary>A line whose latest member is forgotten is forgotten.</summary>
    public Lines Without(IReadOnlyCollection<TaskId> pruned)
    {
        var gone = pruned.ToHashSet();
        var heads = Heads.RemoveRange(Heads.Where(line => gone.Contains(line.Value.Task)).Select(line => line.Key));
        return new(RootOf.RemoveRange(RootOf.Where(member => gone.Contains(member.Key) || !heads.ContainsKey(member.Value)).Select(member => member.Key)), heads);
    }
}

/// <summary>The latest of a line.</summary>
public sealed record LineHead(TaskId Task, int Number);
