using System.CommandLine;
using Delegate.Cli.Parsing;
using Delegate.Contracts;

namespace Delegate.Cli.Commands.Schedules;

/// <summary><c>delegate schedule pause</c>.</summary>
internal static class SchedulePauseCommand
{
    public static Command Create(CliContext context)
    {
        var (id, reason, json) = (ScheduleCommand.Id(), ScheduleCommand.Reason(), CommonOptions.Json("the schedule as it then stands", ContractsJson.Default.ScheduleView));
        var verb = new Verb("pause", "Hold a schedule: what comes due meanwhile is skipped. What runs goes on.",
            "delegate schedule pause nightly --reason holidays")
        {
            id, reason, json,
        };
        verb.SetAction(async (parsed, cancel) =>
        {
            var client = await context.Hosts.ConnectAsync(cancel);
            var named = await ScheduleNames.ResolveAsync(client, parsed.GetValue(id)!, cancel);
            return ScheduleCommand.Report(context, await client.PauseScheduleAsync(named, new(parsed.GetValue(reason), "cli"), cancel), parsed.GetValue(json));
        });
        return verb;
    }
}
