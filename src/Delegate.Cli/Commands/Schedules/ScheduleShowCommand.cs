using System.CommandLine;
using System.Globalization;
using Delegate.Cli.Json;
using Delegate.Cli.Parsing;
using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli.Commands.Schedules;

/// <summary><c>delegate schedule show</c>: one schedule with what has become of its occurrences.</summary>
internal static class ScheduleShowCommand
{
    public static Command Create(CliContext context)
    {
        var id = ScheduleCommand.Id();
        var history = new Option<int>("--history") { Description = "So many of its latest occurrences.", DefaultValueFactory = _ => 10, HelpName = "n" };
        history.Validators.Add(result =>
        {
            if (!result.Errors.Any() && result.GetValueOrDefault<int>() is < 0 or > 1_000)
                result.AddError("--history must be a whole number from 0 to 1000.");
        });
        var json = CommonOptions.Json("one object", ContractsJson.Default.ScheduleView);
        var verb = new Verb("show", "Show a schedule, with the fate and the outcome of each of its latest occurrences.",
            "delegate schedule show 7k2m",
            "delegate schedule show nightly --history 100 --json | jq '.history[] | {due, fate, phase}'")
        {
            id, history, json,
        };
        verb.Aliases.Add("get");
        verb.SetAction(async (parsed, cancel) =>
        {
            var client = await context.Hosts.ConnectAsync(cancel);
            var schedule = await client.GetScheduleAsync(await ScheduleNames.ResolveAsync(client, parsed.GetValue(id)!, cancel), parsed.GetValue(history), cancel);
            if (parsed.GetValue(json))
                context.Terminal.OutJson(schedule, ContractsJson.Default.ScheduleView);
            else
                Show(context, schedule);
            return ExitCodes.Ok;
        });
        return verb;
    }

    private static void Show(CliContext context, ScheduleView schedule)
    {
        var rows = new List<IReadOnlyList<Cell>>();
        void Row(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                rows.Add([new(name, Tone.Quiet), new(value)]);
        }

        var asked = schedule.Schedule;
        Row("name", asked.Name);
        Row("status", ScheduleWords.Status(schedule.Status));
        Row("why", schedule.StatusReason);
        Row("when", schedule.When);
        Row("what", schedule.Summary);
        Row("next", ScheduleWords.Instant(schedule.NextRunAt));
        Row("runs", asked.MaxRuns is { } most ? $"{schedule.RunCount} of {most}" : schedule.RunCount.ToString(CultureInfo.InvariantCulture));
        Row("fates", string.Join(", ", schedule.Fates.Select(fate => $"{fate.Value} {fate.Key}")));
        Row("missed runs", asked.MissedRuns.ToString().ToLowerInvariant());
        Row("overlap", asked.Overlap == OverlapPolicy.CancelRunning ? "cancel-running" : asked.Overlap.ToString().ToLowerInvariant());
        Row("jitter", asked.JitterMs is { } jitter ? Words.For(TimeSpan.FromMilliseconds(jitter)) : null);
        Row("after", asked.After?.Value);
        Row("not before", ScheduleWords.Instant(asked.NotBefore));
        Row("expires", ScheduleWords.Instant(asked.ExpiresAt));
        Row("version", schedule.Version > 1 ? $"{schedule.Version}, edited {ScheduleWords.Instant(schedule.Earlier[^1].ReplacedAt)}" : null);
        context.Terminal.Out(new Table([schedule.Id.Value, ""], rows));
        if (schedule.History.Count == 0)
            return;
        context.Terminal.Out("");
        context.Terminal.Out(ScheduleWords.History(schedule.History));
    }
}
