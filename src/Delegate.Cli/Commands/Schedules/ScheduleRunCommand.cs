using System.CommandLine;
using Delegate.Cli.Json;
using Delegate.Cli.Parsing;
using Delegate.Contracts;

namespace Delegate.Cli.Commands.Schedules;

/// <summary><c>delegate schedule run</c>: now, beside the regular runs.</summary>
internal static class ScheduleRunCommand
{
    public static Command Create(CliContext context)
    {
        var (id, json) = (ScheduleCommand.Id(), CommonOptions.Json("the occurrence", ContractsJson.Default.OccurrenceView));
        var verb = new Verb("run", "Run a schedule now, beside its regular runs and not counted among them; also a paused one. Its overlap policy holds.",
            "delegate schedule run nightly",
            "delegate schedule run 7k2m --json | jq -r '.taskIds[]'")
        {
            id, json,
        };
        verb.SetAction(async (parsed, cancel) =>
        {
            var client = await context.Hosts.ConnectAsync(cancel);
            var named = await ScheduleNames.ResolveAsync(client, parsed.GetValue(id)!, cancel);
            var occurrence = await client.RunScheduleAsync(named, new(By: "cli"), cancel);
            if (parsed.GetValue(json))
                context.Terminal.OutJson(occurrence, ContractsJson.Default.OccurrenceView);
            else
                foreach (var task in occurrence.TaskIds)
                    context.Terminal.Out(task.Value);
            context.Terminal.Say($"{named}: {ScheduleWords.Fate(occurrence.Fate)}{(occurrence.Reason is { } why ? $", {why}" : "")}");
            return ExitCodes.Ok;
        });
        return verb;
    }
}
