using System.CommandLine;
using Delegate.Cli.Parsing;
using Delegate.Contracts;

namespace Delegate.Cli.Commands.Schedules;

/// <summary><c>delegate schedule cancel</c>.</summary>
internal static class ScheduleCancelCommand
{
    public static Command Create(CliContext context)
    {
        var (id, reason, json) = (ScheduleCommand.Id(), ScheduleCommand.Reason(), CommonOptions.Json("the schedule as it then stands", ContractsJson.Default.ScheduleView));
        var tasks = new Option<bool>("--cancel-tasks") { Description = "End its tasks that run, too." };
        var verb = new Verb("cancel", "End a schedule for good. Its tasks that run go on, unless --cancel-tasks.",
            "delegate schedule cancel nightly --reason \"moved to CI\"",
            "delegate schedule cancel 7k2m --cancel-tasks")
        {
            id, tasks, reason, json,
        };
        verb.SetAction(async (parsed, cancel) =>
        {
            var client = await context.Hosts.ConnectAsync(cancel);
            var named = await ScheduleNames.ResolveAsync(client, parsed.GetValue(id)!, cancel);
            return ScheduleCommand.Report(
                context, await client.CancelScheduleAsync(named, new(parsed.GetValue(tasks), parsed.GetValue(reason), "cli"), cancel), parsed.GetValue(json));
        });
        return verb;
    }
}
