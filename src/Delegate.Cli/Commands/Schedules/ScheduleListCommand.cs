using System.CommandLine;
using Delegate.Cli.Json;
using Delegate.Contracts;

namespace Delegate.Cli.Commands.Schedules;

/// <summary><c>delegate schedule list</c>.</summary>
internal static class ScheduleListCommand
{
    public static Command Create(CliContext context)
    {
        var status = new Option<ScheduleStatus?>("--status")
        {
            Description = "Only these: active, paused, completed, cancelled, expired.", HelpName = "status",
            CustomParser = result => WordOptions.Parse<ScheduleStatus>(result, "--status", "active, paused, completed, cancelled or expired"),
        };
        var limit = new Option<int>("--limit", "-n") { Description = "At most so many schedules.", DefaultValueFactory = _ => 50, HelpName = "n" };
        limit.Validators.Add(result =>
        {
            if (!result.Errors.Any() && result.GetValueOrDefault<int>() is < 1 or > 1_000)
                result.AddError("--limit must be a whole number from 1 to 1000.");
        });
        var json = CommonOptions.Json("an array of schedules", ContractsJson.Default.IReadOnlyListScheduleView);
        var verb = new Verb("list", "List schedules, newest first.",
            "delegate schedule list",
            "delegate schedule list --status active --json | jq -r '.[].nextRunAt'")
        {
            status, limit, json,
        };
        verb.Aliases.Add("ls");
        verb.SetAction(async (parsed, cancel) =>
        {
            var client = await context.Hosts.ConnectAsync(cancel);
            var page = await client.ListSchedulesAsync(new(parsed.GetValue(status), parsed.GetValue(limit)), cancel);
            if (parsed.GetValue(json))
                context.Terminal.OutJson(page.Schedules, ContractsJson.Default.IReadOnlyListScheduleView);
            else if (page.Schedules.Count > 0)
                context.Terminal.Out(ScheduleWords.Of(page.Schedules, context.Time.GetUtcNow()));
            else
                context.Terminal.Say("no schedule; try: delegate schedule create --cron '@daily' \"check the build\"");
            if (page.Total > page.Schedules.Count)
                context.Terminal.Say($"{page.Total - page.Schedules.Count} more; --limit shows them");
            return ExitCodes.Ok;
        });
        return verb;
    }
}
