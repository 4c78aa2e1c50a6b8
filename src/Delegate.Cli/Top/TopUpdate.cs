using System.Collections.Immutable;
using Delegate.Contracts;

namespace Delegate.Cli.Top;

/// <summary>From one moment to the next: pure.</summary>
internal static class TopUpdate
{
    public static TopModel Heard(this TopModel model, FeedEntry news)
    {
        var next = model with { Now = news.At, IsConnected = true };
        if (news.Task is { } task)
            next = next.With([task]);
        if (news.Pulse is { } pulse)
            next = next with
            {
                Host = pulse,
                Readings = [.. next.Readings.Add(ReadingOf(pulse.Capacity)).TakeLast(TopModel.MostReadings)],
            };
        return next;
    }

    /// <summary>Takes tasks in as they now stand, and forgets the oldest of those that ended long ago.</summary>
    public static TopModel With(this TopModel model, IEnumerable<TaskView> tasks)
    {
        var all = model.Tasks.SetItems(tasks.Select(task => KeyValuePair.Create(task.Id, task)));
        var ended = all.Values.Where(task => task.Phase.IsTerminal()).OrderByDescending(task => task.EndedAt).ToList();
        all = all.RemoveRange(ended.Skip(TopModel.MostEnded).Where(task => task.Id != model.Selected).Select(task => task.Id));
        return (model with { Tasks = all }).Settled();
    }

    public static TopModel Moved(this TopModel model, int by)
    {
        var ids = model.Ids();
        if (ids.Count == 0)
            return model;
        var at = model.Selected is { } id ? ids.IndexOf(id) : -1;
        return model.Choosing(ids[Math.Clamp(at + by, 0, ids.Count - 1)]);
    }

    public static TopModel Choosing(this TopModel model, TaskId? id) =>
        id == model.Selected ? model : model with { Selected = id, Output = [], Why = null };

    public static TopModel Filtered(this TopModel model, string filter) => (model with { Filter = filter }).Settled();

    public static TopModel Wrote(this TopModel model, TaskId id, IEnumerable<string> lines) => id != model.Selected
        ? model
        : model with { Output = [.. model.Output.AddRange(lines).TakeLast(TopModel.MostLines)] };

    /// <summary>Something is chosen as long as there is something to choose.</summary>
    private static TopModel Settled(this TopModel model)
    {
        var ids = model.Ids();
        return model.Selected is { } id && ids.Contains(id) ? model : model.Choosing(ids.Count > 0 ? ids[0] : null) with { IsOpen = false };
    }

    private static List<TaskId> Ids(this TopModel model) => [.. TopRows.Of(model).Select(row => row.Task.Id)];

    private static Reading ReadingOf(CapacityView capacity) => new(
        capacity.CpuPercent,
        capacity.MemoryTotalBytes > 0 ? 100.0 * (capacity.MemoryTotalBytes - capacity.MemoryAvailableBytes) / capacity.MemoryTotalBytes : 0,
        capacity.MemoryPressure);
}
