using System.CommandLine;
using Delegate.Cli.Following;
using Delegate.Cli.Json;
using Delegate.Cli.Parsing;
using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary><c>delegate status</c>: one task in full, or the host and what is not finished.</summary>
internal static class StatusCommand
{
    private const int MostUnfinished = 1000;
    private static readonly TaskPhase[] Unfinished = [.. Enum.GetValues<TaskPhase>().Where(phase => !phase.IsTerminal())];

    public static Command Create(CliContext context)
    {
        var id = CommonOptions.TaskId();
        id.Arity = ArgumentArity.ZeroOrOne;
        var json = CommonOptions.Json("one object", CliJson.Default.Overview, ContractsJson.Default.TaskView);
        var watch = Watching.Option();
        watch.Description = "Go on showing it as it changes: one task to its end, with its exit code; else until Ctrl-C.";
        var verb = new Verb("status", "Show one task; without an id: the host, and every task that is not finished with the reason why.",
            "delegate status",
            "delegate status 7k2m",
            "delegate status 7k2m --watch && echo done",
            "delegate status 7k2m --json | jq .phase")
        {
            id, json, watch,
        };
        verb.SetAction(async (parsed, cancel) =>
        {
            var client = await context.Hosts.ConnectAsync(cancel);
            if (parsed.GetValue(id) is { } name)
            {
                var named = await TaskNames.ResolveAsync(client, name, cancel);
                if (parsed.GetValue(watch))
                    return await Watching.RunAsync(context, (host, token) => host.GetTaskAsync(named, token), ContractsJson.Default.TaskView,
                        parsed.GetValue(json), Show, one => one.Phase.IsTerminal() ? ExitCodes.Of([one]) : null, cancel);
                var task = await client.GetTaskAsync(named, cancel);
                if (parsed.GetValue(json))
                    context.Terminal.OutJson(task, ContractsJson.Default.TaskView);
                else
                    Show(context, task);
                return ExitCodes.Ok;
            }
            if (parsed.GetValue(watch))
                return await Watching.RunAsync(context, ReadAsync, CliJson.Default.Overview, parsed.GetValue(json), Show, _ => null, cancel);
            var all = await ReadAsync(client, cancel);
            if (parsed.GetValue(json))
                context.Terminal.OutJson(all, CliJson.Default.Overview);
            else
                Show(context, all);
            return ExitCodes.Ok;
        });
        return verb;
    }

    private static async Task<Overview> ReadAsync(IDelegateClient client, CancellationToken cancel) =>
        new(await client.GetHostAsync(cancel), await ListCommand.ReadAsync(client, new(Unfinished), MostUnfinished, cancel));

    private static void Show(CliContext context, Overview all)
    {
        var (host, tasks) = all;
        HostCommand.Show(context, host);
        if (tasks.Count > 0)
            context.Terminal.Out(TaskTable.Of(tasks, context.Time.GetUtcNow()));
        else
            context.Terminal.Say("nothing to do");
    }

    private static void Show(CliContext context, TaskView task)
    {
        context.Terminal.Out(TaskDetails.Of(task, context.Time));
        if (task.Result is { Length: > 0 } result)
        {
            context.Terminal.Out("");
            context.Terminal.Out(result);
        }
        if (task.Structured is { } structured && structured.GetRawText() != task.Result)
        {
            context.Terminal.Out("");
            context.Terminal.Out(structured.GetRawText());
        }
    }
}
