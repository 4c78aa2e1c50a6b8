using System.CommandLine;
using Delegate.Cli.Json;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary>What <c>retry</c> and <c>resume</c> have in common: a wish for ended tasks, and new tasks that come of it.</summary>
internal static class AgainCommand
{
    /// <summary>Says the wish for each of the tasks, prints the ids that do the work from now on, and follows if asked to.</summary>
    public static async Task<int> RunAsync(
        CliContext context, string[] names, bool follow, bool json, Func<IDelegateClient, TaskId, Task<TaskView>> wish, CancellationToken cancel)
    {
        if (follow && names.Length > 1)
            throw CommonOptions.Usage("--follow is for one task.", "delegate wait waits for several");
        var client = await context.Hosts.ConnectAsync(cancel);
        var (tasks, code) = await EachTask.DoAsync(context, client, names, async id =>
        {
            var task = await wish(client, id);
            if (!json && !follow)
                context.Terminal.Out(task.Id.Value);
            context.Terminal.Say(task.Id == id ? $"{id}: goes on" : $"{id}: goes on as {task.Id} (number {task.Lineage?.Number} of its line)");
            return task;
        }, cancel);
        if (follow)
            return await FollowOne.RunAsync(context, tasks[0].Id, json, cancel);
        if (json)
            context.Terminal.OutJson(tasks, ContractsJson.Default.IReadOnlyListTaskView);
        return code;
    }
}
