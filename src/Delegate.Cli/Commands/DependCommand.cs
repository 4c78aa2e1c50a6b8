using System.CommandLine;
using Delegate.Cli.Json;
using Delegate.Cli.Parsing;
using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary><c>delegate depend</c>: changes what a task waits for.</summary>
internal static class DependCommand
{
    public static Command Create(CliContext context)
    {
        var id = CommonOptions.TaskId();
        var add = new Option<string[]>("--add") { Description = "Wait for this task too; may be repeated, or a list with commas.", HelpName = "id" };
        var remove = new Option<string[]>("--remove") { Description = "Do not wait for this task any more; may be repeated, or a list with commas.", HelpName = "id" };
        var onFailure = CommonOptions.OnFailure("a task of --add");
        var json = CommonOptions.Json("the task as it then stands", ContractsJson.Default.TaskView);
        var verb = new Verb("depend", "Change what a task waits for that has not begun: all of it, or nothing. A circle is refused naming its path.",
            "delegate depend 7k2m --add 9qx4",
            "delegate depend 7k2m --add 9qx4,zz01 --on-failure run",
            "delegate depend 7k2m --remove 9qx4")
        {
            id, add, remove, onFailure, json,
        };
        verb.SetAction(async (parsed, cancel) =>
        {
            var client = await context.Hosts.ConnectAsync(cancel);
            var task = await TaskNames.ResolveAsync(client, parsed.GetValue(id)!, cancel);
            var added = await TaskNames.ResolveAllAsync(client, TaskNames.SplitLists(parsed.GetValue(add) ?? []), cancel);
            var removed = await TaskNames.ResolveAllAsync(client, TaskNames.SplitLists(parsed.GetValue(remove) ?? []), cancel);
            var view = await client.ChangeDependenciesAsync(task, new DependencyChangeRequest("cli")
            {
                Add = [.. added.Select(on => new DependencyRequest(on.Value, parsed.GetValue(onFailure)))],
                Remove = removed,
            }, cancel);
            if (parsed.GetValue(json))
                context.Terminal.OutJson(view, ContractsJson.Default.TaskView);
            context.Terminal.Say(view.HoldReason is { } reason ? $"{view.Id}: {Words.Phase(view.Phase)}, {reason}" : $"{view.Id}: {Words.Phase(view.Phase)}");
            return ExitCodes.Ok;
        });
        return verb;
    }
}
