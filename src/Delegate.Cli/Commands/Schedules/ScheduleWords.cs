using System.Globalization;
using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli.Commands.Schedules;

/// <summary>Schedules and occurrences as rows.</summary>
internal static class ScheduleWords
{
    public static string Instant(DateTimeOffset? instant) => instant?.ToString("yyyy-MM-dd HH:mm:sszzz", CultureInfo.InvariantCulture) ?? "";

    public static string Status(ScheduleStatus status) => status.ToString().ToLowerInvariant();

    public static Table Of(IEnumerable<ScheduleView> schedules, DateTimeOffset now) => new(
        ["ID", "NAME", "STATUS", "NEXT", "RUNS", "WHEN", "WHAT"],
        [.. schedules.Select(schedule => new Cell[]
        {
            schedule.Id.Value, schedule.Schedule.Name ?? "", new(Status(schedule.Status), ToneOf(schedule.Status)), schedule.NextRunAt is { } next ? Words.Until(next - now) : "",
            schedule.Schedule.MaxRuns is { } most ? $"{schedule.RunCount}/{most}" : schedule.RunCount.ToString(CultureInfo.InvariantCulture), schedule.When, schedule.Summary,
        })])
    {
        Spare = ["RUNS", "NAME", "WHEN", "NEXT"],
    };

    public static Table History(IEnumerable<OccurrenceView> occurrences) => new(
        ["DUE", "FATE", "OUTCOME", "V", "TASKS", "WHY"],
        [.. occurrences.Select(one => new Cell[]
        {
            one.Count > 1 ? $"{Instant(one.Due)} and {one.Count - 1} more" : Instant(one.Due), new(Fate(one.Fate), ToneOf(one)),
            one.Phase is { } phase ? Words.PhaseCell(phase) : "", one.Version.ToString(CultureInfo.InvariantCulture),
            string.Join(' ', one.TaskIds.Take(2)) + (one.TaskIds.Count > 2 ? " …" : ""),
            one.Reason ?? (one.Phase is not (null or TaskPhase.Succeeded) ? one.Outcome?.Message : null) ?? (one.Manual ? "asked for by hand" : one.Late ? "late" : ""),
        })])
    {
        Spare = ["V", "TASKS", "OUTCOME"],
    };

    public static string Fate(OccurrenceFate fate) => fate == OccurrenceFate.FailedToStart ? "failed-to-start" : fate.ToString().ToLowerInvariant();

    private static Tone ToneOf(ScheduleStatus status) => status switch
    {
        ScheduleStatus.Active => Tone.Busy,
        ScheduleStatus.Completed => Tone.Good,
        ScheduleStatus.Cancelled => Tone.Bad,
        _ => Tone.Quiet,
    };

    private static Tone ToneOf(OccurrenceView one) => one.Fate switch
    {
        OccurrenceFate.Ran => Tone.Good,
        OccurrenceFate.FailedToStart => Tone.Bad,
        OccurrenceFate.Starting => Tone.Busy,
        _ => Tone.Quiet,
    };
}
