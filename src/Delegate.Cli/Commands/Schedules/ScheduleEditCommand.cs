using System.CommandLine;
using Delegate.Cli.Parsing;
using Delegate.Contracts;

namespace Delegate.Cli.Commands.Schedules;

/// <summary><c>delegate schedule edit</c>: a new version; what is not named stays.</summary>
internal static class ScheduleEditCommand
{
    public static Command Create(CliContext context)
    {
        var (id, options, json) = (ScheduleCommand.Id(), new ScheduleOptions(), CommonOptions.Json("the schedule as it then stands", ContractsJson.Default.ScheduleView));
        var verb = new Verb("edit", "Change a schedule: a new version from now on. What is not named stays; its history keeps the old version.",
            "delegate schedule edit nightly --cron '0 3 * * *'",
            "delegate schedule edit nightly --timeout 30m --overlap queue",
            "delegate schedule edit 7k2m \"check the build, and say who broke it\"")
        {
            id,
        };
        options.AddTo(verb);
        verb.Add(json);
        verb.SetAction(async (parsed, cancel) =>
        {
            var client = await context.Hosts.ConnectAsync(cancel);
            var before = await client.GetScheduleAsync(await ScheduleNames.ResolveAsync(client, parsed.GetValue(id)!, cancel), 0, cancel);
            var schedule = await options.ReadAsync(context, client, parsed, before.Schedule, cancel);
            return ScheduleCommand.Report(context, await client.EditScheduleAsync(before.Id, new(schedule, before.Version), cancel), parsed.GetValue(json));
        });
        return verb;
    }
}
