using System.CommandLine;
using Delegate.Cli.Json;
using Delegate.Cli.Parsing;
using Delegate.Contracts;

namespace Delegate.Cli.Commands.Schedules;

/// <summary><c>delegate schedule next</c>: when would that come?</summary>
internal static class ScheduleNextCommand
{
    public static Command Create(CliContext context)
    {
        var what = new Argument<string?>("expression") { Description = "A cron expression, or a schedule's name or id.", Arity = ArgumentArity.ZeroOrOne };
        var when = new WhenOptions();
        var count = new Option<int>("--count", "-n") { Description = "So many of them.", DefaultValueFactory = _ => 5, HelpName = "n" };
        count.Validators.Add(result =>
        {
            if (!result.Errors.Any() && result.GetValueOrDefault<int>() is < 1 or > 100)
                result.AddError("--count must be a whole number from 1 to 100.");
        });
        var json = CommonOptions.Json("one object with the times", ContractsJson.Default.UpcomingRuns);
        var verb = new Verb("next", "Show when an expression, or a schedule, comes next.",
            "delegate schedule next '30 2 * * *' --timezone Europe/Berlin",
            "delegate schedule next '0 0 LW * *' --count 12",
            "delegate schedule next --every 90m --json | jq -r '.times[]'",
            "delegate schedule next nightly")
        {
            what, count, json,
        };
        foreach (var option in when.All)
            verb.Add(option);
        verb.SetAction(async (parsed, cancel) =>
        {
            var client = await context.Hosts.ConnectAsync(cancel);
            var request = await RequestAsync(context, client, when, parsed, parsed.GetValue(what), parsed.GetValue(count), cancel);
            var upcoming = await client.GetUpcomingAsync(request, cancel);
            if (parsed.GetValue(json))
                context.Terminal.OutJson(upcoming, ContractsJson.Default.UpcomingRuns);
            else
                foreach (var time in upcoming.Times)
                    context.Terminal.Out(ScheduleWords.Instant(time));
            context.Terminal.Say(upcoming.When);
            return ExitCodes.Ok;
        });
        return verb;
    }

    private static async Task<UpcomingRequest> RequestAsync(
        CliContext context, IDelegateClient client, WhenOptions when, ParseResult parsed, string? what, int count, CancellationToken cancel)
    {
        // An expression has fields, or begins with @; a name or an id has and does neither.
        var isExpression = what is not null && (what.StartsWith('@') || what.Any(char.IsWhiteSpace));
        if (what is null || isExpression)
            return new(when.Read(context, parsed, what, null)
                ?? throw CommonOptions.Usage("There is nothing to look ahead for.", "delegate schedule next '30 2 * * *'"), count);
        var schedule = await client.GetScheduleAsync(await ScheduleNames.ResolveAsync(client, what, cancel), 0, cancel);
        var own = schedule.Schedule.When;
        return new(own, count, own.EveryMs is { } every && schedule.NextRunAt is { } next ? next.AddMilliseconds(-every) : null);
    }
}
