using System.CommandLine;
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
        var json = CommonOptions.Json("one object");
        var verb = new Verb("status", "Show one task; without an id: the host, and every task that is not finished with the reason why.",
            "delegate status",
            "delegate status 7k2m",
            "delegate status 7k2m --json | jq .phase")
        {
            id, json,
        };
        verb.SetAction(async (parsed, cancel) =>
        {
            var client = await context.Hosts.ConnectAsync(cancel);
            if (parsed.GetValue(id) is { } name)
            {
                var task = await client.GetTaskAsync(await TaskNames.ResolveAsync(client, name, cancel), cancel);
                if (parsed.GetValue(json))
                    context.Terminal.OutJson(task, ContractsJson.Default.TaskView);
                else
                    Show(context, task);
                return ExitCodes.Ok;
            }
            var host = await client.GetHostAsync(cancel);
            var tasks = await ListCommand.ReadAsync(client, new(Unfinished), MostUnfinished, cancel);
            if (parsed.GetValue(json))
                context.Terminal.OutJson(new Overview(host, tasks), CliJson.Default.Overview);
            else
                Show(context, host, tasks);
            return ExitCodes.Ok;
        });
        return verb;
    }

    private static void Show(CliContext context, HostView host, IReadOnlyList<TaskView> tasks)
    {
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
