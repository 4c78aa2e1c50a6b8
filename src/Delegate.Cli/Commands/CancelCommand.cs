using System.CommandLine;
using Delegate.Cli.Json;
using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary><c>delegate cancel</c>: asks for the end of tasks, and of the processes that they started.</summary>
internal static class CancelCommand
{
    public static Command Create(CliContext context)
    {
        var ids = CommonOptions.TaskIds();
        var reason = new Option<string?>("--reason") { Description = "Why; kept with the task.", HelpName = "words" };
        var json = CommonOptions.Json("an array of the tasks as they then stand", ContractsJson.Default.IReadOnlyListTaskView);
        var verb = new Verb("cancel", "End tasks, with every process that they started. Tasks that depend on them follow their --on-failure.",
            "delegate cancel 7k2m",
            "delegate cancel 7k2m 9qx4 --reason \"wrong branch\"",
            "delegate cancel 7k2m && delegate wait 7k2m")
        {
            ids, reason, json,
        };
        verb.SetAction(async (parsed, cancel) =>
        {
            var client = await context.Hosts.ConnectAsync(cancel);
            var (views, code) = await EachTask.DoAsync(context, client, parsed.GetValue(ids)!, async id =>
            {
                var view = await client.CancelTaskAsync(id, new CancelRequest(parsed.GetValue(reason), "cli"), cancel);
                context.Terminal.Say($"{id}: {Words.Phase(view.Phase)}");
                return view;
            }, cancel);
            if (parsed.GetValue(json))
                context.Terminal.OutJson(views, ContractsJson.Default.IReadOnlyListTaskView);
            return code;
        });
        return verb;
    }
}
