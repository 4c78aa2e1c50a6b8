using System.CommandLine;
using Delegate.Cli.Json;
using Delegate.Cli.Parsing;
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
        var json = CommonOptions.Json("an array of the tasks as they then stand");
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
            var named = await TaskNames.ResolveAllAsync(client, parsed.GetValue(ids)!, cancel);
            var tasks = named.Distinct().ToList();
            var views = new List<TaskView>();
            var code = ExitCodes.Ok;
            foreach (var id in tasks)
            {
                try
                {
                    var view = await client.CancelTaskAsync(id, new CancelRequest(parsed.GetValue(reason), "cli"), cancel);
                    views.Add(view);
                    context.Terminal.Say($"{id}: {Words.Phase(view.Phase)}");
                }
                catch (DelegateException refused) when (tasks.Count > 1 && refused.Error.Code != ErrorCodes.HostUnreachable)
                {
                    var failed = App.Explain(context.Terminal, refused.Error); // the others still want ending
                    code = code == ExitCodes.Ok ? failed : code;
                }
            }
            if (parsed.GetValue(json))
                context.Terminal.OutJson(views, ContractsJson.Default.IReadOnlyListTaskView);
            return code;
        });
        return verb;
    }
}
