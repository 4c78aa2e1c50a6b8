using System.Globalization;
using Delegate.Contracts;

namespace Delegate.Host.Gateway;

/// <summary>Why a task does not run yet, in words with numbers.</summary>
internal static class HoldReasons
{
    /// <summary>True when its place in the line is worth asking for. One that waits for its time may have reached it.</summary>
    public static bool MayStandInLine(TaskView task) => task.Phase is TaskPhase.Queued or TaskPhase.Retrying;

    /// <param name="inLine">What the scaler has to say of it; null when it does not stand in line.</param>
    /// <param name="time">For the clock on the wall.</param>
    public static string? Of(TaskView task, string? inLine, TimeProvider time) => task.Phase switch
    {
        TaskPhase.Waiting => $"waits for {string.Join(", ", task.After.Where(edge => !edge.Done).Select(edge => edge.Id))}",
        TaskPhase.Queued => inLine ?? "about to start",
        TaskPhase.Retrying => Retrying(task, inLine, time),
        TaskPhase.Paused => $"paused by {task.PausedBy ?? "somebody"}{(task.PausedFrom == TaskPhase.Running ? " while it ran" : "")}; delegate resume {task.Id}",
        _ => null,
    };

    private static string Retrying(TaskView task, string? inLine, TimeProvider time)
    {
        var next = task.Attempt + 1;
        var number = task.MaxAttempts is { } most && next <= most ? $"attempt {next} of {most}" : $"attempt {next}";
        var why = task.Outcome is { } last ? $" after {last.Code}: {last.Message}" : "";
        return inLine is null && task.RetryAt is { } at ? $"{number} at {Clock(at, time)}{why}" : $"{number}, {inLine ?? "about to start"};{why}";
    }

    private static string Clock(DateTimeOffset at, TimeProvider time)
    {
        var (then, now) = (TimeZoneInfo.ConvertTime(at, time.LocalTimeZone), TimeZoneInfo.ConvertTime(time.GetUtcNow(), time.LocalTimeZone));
        return then.ToString(then.Date == now.Date ? "HH:mm:ss" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }
}
