using System.Globalization;
using System.Text.Json;
using Delegate.Contracts;

namespace Delegate.Cli.Terminal;

/// <summary>How times, money, sizes and phases are put in words.</summary>
internal static class Words
{
    /// <summary><c>0.4s</c>, <c>12.3s</c>, <c>4m05s</c>, <c>2h07m</c>, <c>3d04h</c>.</summary>
    public static string For(TimeSpan time) => time switch
    {
        { TotalSeconds: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, Math.Floor(time.TotalSeconds * 10) / 10):0.0}s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}m{time.Seconds:00}s"),
        { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Hours}h{time.Minutes:00}m"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalDays}d{time.Hours:00}h"),
    };

    /// <summary><c>in 2h07m</c>.</summary>
    public static string Until(TimeSpan left) => left > TimeSpan.Zero ? $"in {For(left)}" : "now";

    /// <summary>How long the latest attempt took, or has taken so far; empty before the first and between two.</summary>
    public static string Duration(TaskView task, DateTimeOffset now) =>
        task is { StartedAt: { } start, Phase: not TaskPhase.Retrying } ? For((task.EndedAt ?? now) - start) : "";

    /// <summary><c>succeeded after 3.2s</c>; and what went wrong, when something did.</summary>
    public static string Ending(TaskView task, DateTimeOffset now)
    {
        var took = Duration(task, now);
        var ending = took.Length > 0 ? $"{Phase(task.Phase)} after {took}" : Phase(task.Phase);
        return task.Phase == TaskPhase.Succeeded || task.Outcome is not { } outcome ? ending : $"{ending}: {outcome.Message}";
    }

    public static string Cost(TaskView task) =>
        task.Usage is { CostUsd: > 0 and var cost } ? string.Create(CultureInfo.InvariantCulture, $"${cost:0.00##}") : "";

    public static string Size(long bytes) => bytes switch
    {
        >= 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.0} GiB"),
        >= 1L << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):0} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024} KiB"),
    };

    public static string Phase(TaskPhase phase) => phase.ToString().ToLowerInvariant();

    public static Cell PhaseCell(TaskPhase phase) => new(Phase(phase), ToneOf(phase));

    public static Tone ToneOf(TaskPhase phase) => phase switch
    {
        TaskPhase.Succeeded => Tone.Good,
        TaskPhase.Failed or TaskPhase.Cancelled => Tone.Bad,
        TaskPhase.Starting or TaskPhase.Running or TaskPhase.Stopping or TaskPhase.Retrying => Tone.Busy,
        _ => Tone.Quiet,
    };

    /// <summary>A word of the JSON contracts: <c>api_error</c>.</summary>
    public static string Of(FailureClass failure) => JsonNamingPolicy.SnakeCaseLower.ConvertName(failure.ToString());

    /// <summary>The commit, shortened; the branch; how many files have changes.</summary>
    public static string Git(GitState git)
    {
        var commit = git.Commit is { Length: > 10 } whole ? whole[..10] : git.Commit ?? "no commit";
        return $"{git.Branch ?? "detached"} at {commit}, {(git.DirtyCount == 0 ? "clean" : $"{Plural(git.DirtyCount, "file")} changed")}";
    }

    /// <summary>The first line that says anything, and not too much of it.</summary>
    public static string? Shortened(string? text, int most = 120) =>
        text?.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0) is not { } line ? null
            : line.Length <= most ? line
            : line[..(char.IsHighSurrogate(line[most - 2]) ? most - 2 : most - 1)] + "…";

    public static string Time(DateTimeOffset time, TimeProvider clock) =>
        TimeZoneInfo.ConvertTime(time, clock.LocalTimeZone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Plural(int count, string one) => count == 1 ? $"1 {one}" : $"{count} {one}s";
}
