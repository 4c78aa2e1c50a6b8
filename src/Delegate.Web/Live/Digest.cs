using Delegate.Contracts;

namespace Delegate.Web.Live;

/// <summary>What the overview shows, in its order. Pure.</summary>
public sealed record Digest(
    IReadOnlyList<TaskView> Running, IReadOnlyList<TaskView> Waiting, IReadOnlyList<TaskView> NeedsYou,
    IReadOnlyList<TaskView> Done, IReadOnlyList<TaskView> Failed, decimal CostToday)
{
    public static Digest Of(IEnumerable<TaskView> tasks, DateTimeOffset today)
    {
        var all = tasks.ToList();
        // A failure that somebody has begun anew is not waiting for anybody any more.
        var goneOn = all.Where(task => task.Lineage is not null).Select(task => task.Lineage!.Previous).ToHashSet();
        var ended = all.Where(task => task.EndedAt >= today).OrderByDescending(task => task.EndedAt).ToList();
        return new(
            [.. all.Where(task => task.Phase is TaskPhase.Running or TaskPhase.Starting or TaskPhase.Stopping).OrderBy(task => task.StartedAt)],
            [.. all.Where(task => task.Phase is TaskPhase.Queued or TaskPhase.Retrying or TaskPhase.Waiting).OrderBy(task => task.Phase == TaskPhase.Waiting).ThenBy(task => task.Priority).ThenBy(task => task.CreatedAt)],
            [.. all.Where(task => task.Phase == TaskPhase.Paused).Concat(ended.Where(task => task.Phase == TaskPhase.Failed && !goneOn.Contains(task.Id)))],
            [.. ended.Where(task => task.Phase == TaskPhase.Succeeded)],
            [.. ended.Where(task => task.Phase == TaskPhase.Failed)],
            all.Where(task => task.EndedAt is null || task.EndedAt >= today).Sum(CostOf));
    }

    /// <summary>What a task has cost so far, as far as its agent says so.</summary>
    public static decimal CostOf(TaskView task) =>
        (task.Usage?.CostUsd ?? 0) + (task.Phase.IsTerminal() ? 0 : task.Checkpoint?.Usage?.CostUsd ?? 0);
}
