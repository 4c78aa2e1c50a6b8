using System.CommandLine;
using Delegate.Cli.Json;
using Delegate.Contracts;

namespace Delegate.Cli.Commands.Schedules;

/// <summary><c>delegate schedule create</c>.</summary>
internal static class ScheduleCreateCommand
{
    public static Command Create(CliContext context)
    {
        var options = new ScheduleOptions();
        var json = CommonOptions.Json("the schedule", ContractsJson.Default.ScheduleView);
        var verb = new Verb("create", "Make a schedule: a prompt, a command, the steps of a pipeline or a flow, at certain times.",
            "delegate schedule create --cron '30 2 * * *' --timezone Europe/Berlin --missed once \"check the nightly build\"",
            "delegate schedule create --every 15m --agent shell --name sync -- git fetch --all",
            "delegate schedule create --in 10m --step \"write the changelog\" --step \"publish the release\"",
            "delegate schedule create --cron '0 9 * * MON-FRI' --flow build.yaml --overlap queue");
        options.AddTo(verb);
        verb.Add(json);
        verb.SetAction(async (parsed, cancel) =>
        {
            var client = await context.Hosts.ConnectAsync(cancel);
            var schedule = await client.CreateScheduleAsync(await options.ReadAsync(context, client, parsed, null, cancel), cancel);
            if (parsed.GetValue(json))
                context.Terminal.OutJson(schedule, ContractsJson.Default.ScheduleView);
            else
                context.Terminal.Out(schedule.Id.Value);
            context.Terminal.Say($"{schedule.When}; next at {ScheduleWords.Instant(schedule.NextRunAt)}");
            return ExitCodes.Ok;
        });
        return verb;
    }
}
