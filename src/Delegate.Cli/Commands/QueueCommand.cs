using System.CommandLine;
using System.Globalization;
using Delegate.Cli.Json;
using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary><c>delegate queue</c>: the lines that tasks wait in.</summary>
internal static class QueueCommand
{
    private const string NoLimit = "none";

    public static Command Create(CliContext context) => new Verb("queue", "Queues: lines that tasks wait in, each with a limit of its own. A task names its queue (delegate run --queue); there is one as soon as it is named.",
        "delegate queue list",
        "delegate queue set nightly --concurrency 2",
        "delegate pause --queue nightly")
    {
        CreateList(context), CreateSet(context),
    };

    public static void Show(CliContext context, CapacityView capacity, bool json)
    {
        if (json)
        {
            context.Terminal.OutJson(new QueueList(capacity.AllPaused, capacity.Queues), CliJson.Default.QueueList);
            return;
        }
        context.Terminal.Out(new Table(["QUEUE", "RUNNING", "LIMIT", "WAITING", "STATE"], [.. capacity.Queues.Select(queue => new Cell[]
        {
            queue.Name, Number(queue.Running), queue.Limit is { } limit ? Number(limit) : NoLimit, Number(queue.Waiting),
            queue.Paused || capacity.AllPaused ? new("paused", Tone.Busy) : new("open", Tone.Good),
        })])
        {
            Spare = ["LIMIT"],
        });
        if (capacity.AllPaused)
            context.Terminal.Say("everything is paused; delegate resume --all");
    }

    private static Verb CreateList(CliContext context)
    {
        var json = CommonOptions.Json("one object with allPaused and queues", CliJson.Default.QueueList);
        var verb = new Verb("list", "Show every queue that is set, or that something runs or waits in.", "delegate queue list") { json };
        verb.SetAction(async (parsed, cancel) =>
        {
            var client = await context.Hosts.ConnectAsync(cancel);
            Show(context, (await client.GetHostAsync(cancel)).Capacity, parsed.GetValue(json));
            return ExitCodes.Ok;
        });
        return verb;
    }

    private static Verb CreateSet(CliContext context)
    {
        var name = new Argument<string>("name") { Description = "The queue; default is that of tasks which name none." };
        var concurrency = new Option<int>("--concurrency")
        {
            Description = "Tasks of it that may run at once; none = as many as the machine allows.",
            HelpName = "n|none",
            Required = true,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (text == NoLimit)
                    return 0;
                if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= QueueRequest.MostAtOnce)
                    return number;
                result.AddError($"--concurrency cannot be '{text}': it must be a whole number, 1 to {QueueRequest.MostAtOnce}, or {NoLimit}.");
                return 0;
            },
        };
        var json = CommonOptions.Json("one object with allPaused and queues", CliJson.Default.QueueList);
        var verb = new Verb("set", "Limit how many tasks of a queue run at once.", "delegate queue set nightly --concurrency 2", "delegate queue set nightly --concurrency none")
        {
            name, concurrency, json,
        };
        verb.SetAction(async (parsed, cancel) =>
        {
            var client = await context.Hosts.ConnectAsync(cancel);
            var capacity = await client.SetQueueAsync(parsed.GetValue(name)!, new QueueRequest(Limit: parsed.GetValue(concurrency), By: "cli"), cancel);
            Show(context, capacity, parsed.GetValue(json));
            return ExitCodes.Ok;
        });
        return verb;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
