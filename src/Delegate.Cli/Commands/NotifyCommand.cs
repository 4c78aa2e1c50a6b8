using System.CommandLine;
using System.Globalization;
using Delegate.Cli.Json;
using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary><c>delegate notify</c>: who is told when something ends or needs a person.</summary>
internal static class NotifyCommand
{
    private static readonly Label Hint = new("hint:", Tone.Quiet);

    public static Command Create(CliContext context) => new Verb("notify", "Notifications: a command, a webhook or the desktop is told when something ends, fails or needs a person. Nobody is, until a file says so (docs/notifications.md).",
        "delegate notify check notifications.yaml",
        "delegate notify set notifications.yaml",
        "delegate notify test phone",
        "delegate notify status")
    {
        CreateStatus(context), CreateCheck(context), CreateSet(context), CreateTest(context), CreateOff(context),
    };

    private static Verb CreateStatus(CliContext context)
    {
        var json = CommonOptions.Json("one object with file, channels, rules and recent", ContractsJson.Default.NotificationsView);
        var verb = new Verb("status", "Show the rules in force, how the channels are, and what was delivered lately.",
            "delegate notify status", "delegate notify status --json | jq '.recent[] | select(.result == \"given-up\")'") { json };
        verb.SetAction(async (parsed, cancel) =>
        {
            var client = await context.Hosts.ConnectAsync(cancel);
            Show(context, await client.GetNotificationsAsync(cancel), parsed.GetValue(json));
            return ExitCodes.Ok;
        });
        return verb;
    }

    private static Verb CreateCheck(CliContext context)
    {
        var file = new Argument<string?>("file") { Description = "The rules (YAML); - reads them from stdin; without it, what is in force.", Arity = ArgumentArity.ZeroOrOne };
        var json = CommonOptions.Json("one object with channels and rules", ContractsJson.Default.NotificationsView);
        var verb = new Verb("check", "Look rules over, and whether the machine has what they need. Changes nothing; exits with 1 when a channel cannot work as things are.",
            "delegate notify check notifications.yaml", "delegate notify check") { file, json };
        verb.SetAction(async (parsed, cancel) =>
        {
            var request = parsed.GetValue(file) is { } path ? await ReadAsync(context, path, cancel) : null;
            var client = await context.Hosts.ConnectAsync(cancel);
            var view = request is null ? await client.GetNotificationsAsync(cancel) : await client.CheckNotificationsAsync(request, cancel);
            Show(context, view with { Recent = [] }, parsed.GetValue(json));
            return CodeOf(view);
        });
        return verb;
    }

    private static Verb CreateSet(CliContext context)
    {
        var file = new Argument<string>("file") { Description = "The rules (YAML); - reads them from stdin." };
        var json = CommonOptions.Json("one object with file, channels, rules and recent", ContractsJson.Default.NotificationsView);
        var verb = new Verb("set", "Put rules in force, all of them or none, and keep a copy in the data folder. A new channel hears of what happens from now on.",
            "delegate notify set notifications.yaml", "delegate notify set - < notifications.yaml") { file, json };
        verb.SetAction(async (parsed, cancel) =>
        {
            var request = await ReadAsync(context, parsed.GetValue(file)!, cancel);
            var client = await context.Hosts.ConnectAsync(cancel);
            Show(context, await client.SetNotificationsAsync(request, cancel) with { Recent = [] }, parsed.GetValue(json));
            context.Terminal.Say("in force; delegate notify test sends each channel a test", Hint);
            return ExitCodes.Ok;
        });
        return verb;
    }

    private static Verb CreateTest(CliContext context)
    {
        var channel = new Argument<string?>("channel") { Description = "A channel's name; without it, every channel.", Arity = ArgumentArity.ZeroOrOne };
        var json = CommonOptions.Json("an array of deliveries", ContractsJson.Default.IReadOnlyListDeliveryView);
        var verb = new Verb("test", "Send a test by a channel, once; exits with 1 when it does not arrive.", "delegate notify test", "delegate notify test phone") { channel, json };
        verb.SetAction(async (parsed, cancel) =>
        {
            var client = await context.Hosts.ConnectAsync(cancel);
            var deliveries = await client.TestNotificationsAsync(new(parsed.GetValue(channel)), cancel);
            if (deliveries.Count == 0)
                return App.Explain(context.Terminal, new(ErrorCodes.InvalidConfiguration, "There is no channel.", "delegate notify set FILE"));
            if (parsed.GetValue(json))
                context.Terminal.OutJson(deliveries, ContractsJson.Default.IReadOnlyListDeliveryView);
            else
                context.Terminal.Out(new Table(["CHANNEL", "RESULT", "ANSWER"], [.. deliveries.Select(one => new Cell[]
                {
                    one.Channel, one.Result == DeliveryResult.Delivered ? new("delivered", Tone.Good) : new("failed", Tone.Bad), one.Detail,
                })]));
            return deliveries.All(one => one.Result == DeliveryResult.Delivered) ? ExitCodes.Ok : ExitCodes.Failure;
        });
        return verb;
    }

    private static Verb CreateOff(CliContext context)
    {
        var verb = new Verb("off", "Tell nobody anything any more: takes the rules away.", "delegate notify off");
        verb.SetAction(async (_, cancel) =>
        {
            var client = await context.Hosts.ConnectAsync(cancel);
            await client.ClearNotificationsAsync(cancel);
            context.Terminal.Say("nobody is told anything any more");
            return ExitCodes.Ok;
        });
        return verb;
    }

    private static async Task<NotificationsRequest> ReadAsync(CliContext context, string path, CancellationToken cancel) =>
        new(await PromptSource.ReadTextAsync(context, path, cancel), path == "-" ? "stdin" : path);

    private static void Show(CliContext context, NotificationsView view, bool json)
    {
        if (json)
        {
            context.Terminal.OutJson(view, ContractsJson.Default.NotificationsView);
            return;
        }
        if (view.Channels.Count > 0)
            context.Terminal.Out(new Table(["CHANNEL", "KIND", "TO", "STATE"], [.. view.Channels.Select(channel => new Cell[]
            {
                channel.Name, channel.Kind, channel.Target, StateOf(channel, context.Time),
            })]));
        foreach (var rule in view.Rules)
            context.Terminal.Out($"rule: {rule}");
        if (view.Recent.Count > 0)
            context.Terminal.Out(new Table(["WHEN", "CHANNEL", "NOTIFICATION", "RESULT", "TRIES", "ANSWER"], [.. view.Recent.Take(20).Select(one => new Cell[]
            {
                Words.Time(one.At, context.Time), one.Channel, one.Id, one.Result == DeliveryResult.Delivered ? new("delivered", Tone.Good) : new("given up", Tone.Bad),
                one.Attempts.ToString(CultureInfo.InvariantCulture), one.Detail,
            })]));
        if (view.Problem is { } problem)
            App.Explain(context.Terminal, problem);
        else if (view.Channels.Count == 0)
            context.Terminal.Say("nobody is told anything; delegate notify set FILE (docs/notifications.md has examples)");
    }

    private static Cell StateOf(NotificationChannelView channel, TimeProvider clock) => channel switch
    {
        { Problem: { } problem } => new(problem, Tone.Bad),
        { Retrying: { } retrying } => new($"{retrying.Detail}; try {retrying.Attempts + 1} at {Words.Time(retrying.Next, clock)}", Tone.Busy),
        _ => new("ready", Tone.Good),
    };

    private static int CodeOf(NotificationsView view) => view.Problem is not null || view.Channels.Any(channel => channel.Problem is not null) ? ExitCodes.Failure : ExitCodes.Ok;
}
