using System.CommandLine;
using Delegate.Cli.Following;
using Delegate.Cli.Parsing;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary><c>delegate logs</c>: what a task wrote, its stdout on stdout and its stderr on stderr.</summary>
internal static class LogsCommand
{
    public static Command Create(CliContext context)
    {
        var id = CommonOptions.TaskId();
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on until the task has ended; exit with its exit code." };
        var tail = new Option<int?>("--tail", "-n") { Description = "Only the last so many lines of each stream.", HelpName = "n" };
        tail.Validators.Add(result =>
        {
            if (!result.Errors.Any() && result.GetValueOrDefault<int?>() < 0)
                result.AddError("--tail must be a whole number, 0 or more.");
        });
        var raw = new Option<bool>("--raw") { Description = "The agent's lines as it wrote them, not made readable." };
        var json = CommonOptions.Json("one object a line, with stream and text,", ContractsJson.Default.LogLine);
        var verb = new Verb("logs", "Show what a task wrote: its stdout on stdout, its stderr on stderr.",
            "delegate logs 7k2m",
            "delegate logs -f --tail 20 7k2m",
            "delegate logs --raw 7k2m > stream.jsonl")
        {
            id, follow, tail, raw, json,
        };
        verb.SetAction(async (parsed, cancel) =>
        {
            var client = await context.Hosts.ConnectAsync(cancel);
            var task = await TaskNames.ResolveAsync(client, parsed.GetValue(id)!, cancel);
            var options = new FollowOptions { Raw = parsed.GetValue(raw), Json = parsed.GetValue(json), Tail = parsed.GetValue(tail) };
            if (parsed.GetValue(follow))
                return await Detaching.RunAsync(context, [task], async () =>
                    ExitCodes.Of(await Follower.RunAsync(context, [new(task, task.Value, null)], options, cancel)));
            await foreach (var line in client.ReadLogsAsync(task, new LogQuery(options.Tail, Raw: options.Raw), cancel))
                Follower.Print(context.Terminal, line, options);
            return ExitCodes.Ok;
        });
        return verb;
    }
}
