using System.CommandLine;
using Delegate.Cli.Parsing;
using Delegate.Contracts;

namespace Delegate.Cli.Commands.Schedules;

/// <summary><c>delegate schedule resume</c>.</summary>
internal static class ScheduleResumeCommand
{
    public static Command Create(CliContext context)
    {
        var (id, reason, json) = (ScheduleCommand.Id(), ScheduleCommand.Reason(), CommonOptions.Json("the schedule as it then stands", ContractsJson.Default.ScheduleView));
        var verb = new Verb("resume", "Let a paused schedule go on.",
            "delegate schedule resume nightly --reason holidays")
        {
            id, reason, json,
        };
        verb.SetAction(async (parsed, cancel) =>
        {
            var client = await context.Hosts.ConnectAsync(cancel);
            var named = await ScheduleNames.ResolveAsync(client, parsed.GetValue(id)!, cancel);
            return ScheduleCommand.Report(context, await client.ResumeScheduleAsync(named, new(parsed.GetValue(reason), "cli"), cancel), parsed.GetValue(json));
        });
        return verb;
    }
}
