using System.Globalization;
using Delegate.Contracts;

namespace Delegate.Web.Words;

/// <summary>Times, sizes and phases in words.</summary>
public static class Say
{
    public static string Name(TaskView task) => task.Key ?? task.Summary;

    public static string Brief(TaskId id) => id.Value["task-".Length..][..6];

    public static string Phase(TaskPhase phase) => phase.ToString().ToLowerInvariant();

    public static string Length(TimeSpan time) => time switch
    {
        { TotalSeconds: < 0 } => "0s",
        { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0}s"),
        { TotalMinutes: < 1 } => $"{(int)time.TotalSeconds}s",
        { TotalHours: < 1 } => $"{(int)time.TotalMinutes}m{time.Seconds:00}s",
        { TotalDays: < 1 } => $"{(int)time.TotalHours}h{time.Minutes:00}m",
        _ => $"{(int)time.TotalDays}d{time.Hours:00}h",
    };

    public static string Ago(DateTimeOffset then, DateTimeOffset now) => now - then < TimeSpan.FromSeconds(1) ? "just now" : $"{Length(now - then)} ago";

    public static string Until(DateTimeOffset then, DateTimeOffset now) => then <= now ? "now" : $"in {Length(then - now)}";

    /// <summary>A time of day; with its date when that is not today's.</summary>
    public static string Clock(DateTimeOffset time, DateTimeOffset now, bool seconds = true)
    {
        var (then, today) = (time.ToLocalTime(), now.ToLocalTime());
        var clock = then.ToString(seconds ? "HH:mm:ss" : "HH:mm", CultureInfo.InvariantCulture);
        return then.Date == today.Date ? clock : $"{then.ToString(then.Year == today.Year ? "d MMM" : "d MMM yyyy", CultureInfo.InvariantCulture)} {clock}";
    }

    public static string Exact(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

    public static string Machine(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);

    public static string Money(decimal dollars) => dollars == 0 ? "–" : dollars < 0.01m
        ? string.Create(CultureInfo.InvariantCulture, $"${dollars:0.0000}") : string.Create(CultureInfo.InvariantCulture, $"${dollars:0.00}");

    public static string Bytes(long bytes) => bytes switch
    {
        < 1 << 10 => $"{bytes} B",
        < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.#} KiB"),
        < 1 << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.#} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:0.#} GiB"),
    };

    /// <summary>How long it has run, ran, or has waited.</summary>
    public static string Duration(TaskView task, DateTimeOffset now) => task switch
    {
        { StartedAt: null, EndedAt: null } => Length(now - task.CreatedAt),
        { StartedAt: null } => "",
        _ => Length((task.EndedAt ?? now) - task.StartedAt.Value),
    };

    public static string Many(long number, string one, string many) => number == 1 ? $"1 {one}" : $"{number.ToString("N0", CultureInfo.InvariantCulture)} {many}";
}
