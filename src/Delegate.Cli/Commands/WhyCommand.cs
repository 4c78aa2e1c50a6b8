using System.CommandLine;
using Delegate.Cli.Drawing;
using Delegate.Cli.Json;
using Delegate.Cli.Parsing;
using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary><c>delegate why</c>: why a task stands where it stands, down to the root cause.</summary>
internal static class WhyCommand
{
    public static Command Create(CliContext context)
    {
        var id = CommonOptions.TaskId();
        var at = CommonOptions.Moment("--at", $"How it stood then, and what the scaler had decided. {Moments.Accepts}.");
        var json = CommonOptions.Json("the tree, or with --at what happened last and what was decided last", ContractsJson.Default.WhyView, CliJson.Default.WhyThenView);
        var verb = new Verb("why", "Say why a task stands where it stands, down to the root cause, and what would change that.",
            "delegate why 7k2m",
            "delegate why 7k2m --at 03:15      # why did it not run last night?",
            "delegate why 7k2m --json | jq -r '.. | .release? // empty'")
        {
            id, at, json,
        };
        verb.SetAction(async (parsed, cancel) =>
        {
            var client = await context.Hosts.ConnectAsync(cancel);
            var task = await TaskNames.ResolveAsync(client, parsed.GetValue(id)!, cancel);
            if (parsed.GetValue(at) is { } text)
            {
                await WhyThen.ShowAsync(context, client, task, Moments.Parse(text, context.Time)!.Value, parsed.GetValue(json), cancel);
                return ExitCodes.Ok;
            }
            var why = await client.WhyAsync(task, cancel);
            if (parsed.GetValue(json))
                context.Terminal.OutJson(why, ContractsJson.Default.WhyView);
            else
                foreach (var line in TreeText.Lines([BranchOf(why)], context.Terminal.Width))
                    context.Terminal.Out(line);
            return ExitCodes.Ok;
        });
        return verb;
    }

    public static Branch BranchOf(WhyView why)
    {
        var below = why.Causes.Select(BranchOf).ToList();
        if (why.More > 0 && why.Causes.Count > 0)
            below.Add(new($"and {why.More} more", []));
        if (why.Release is { } release)
            below.Add(new($"→ {release}", []));
        return new($"{(why.Key is { } key ? $"{key} ({why.Id})" : why.Id.Value)}: {why.Reason}", below);
    }
}
