using System.CommandLine;
using Delegate.Cli.Json;
using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary><c>delegate pause</c>: lets tasks stand still, or a queue, or everything.</summary>
internal static class PauseCommand
{
    public static Command Create(CliContext context)
    {
        var target = new PauseTarget();
        var json = CommonOptions.Json("an array of the tasks as they then stand (with --queue or --all: the queues)", ContractsJson.Default.IReadOnlyListTaskView, CliJson.Default.QueueList);
        var verb = new Verb("pause",
            "Let tasks stand still until delegate resume. One that has not started does not start; the processes of a running one are frozen where they stand, and keep their memory and their slot. A paused queue starts nothing; what runs of it goes on.",
            "delegate pause 7k2m",
            "delegate pause --queue nightly",
            "delegate pause --all")
        {
            target.Ids, target.Queue, target.All, json,
        };
        verb.SetAction(async (parsed, cancel) =>
        {
            if (!target.IsOfTasks(parsed))
                return await target.SetAsync(context, parsed, paused: true, parsed.GetValue(json), cancel);
            var client = await context.Hosts.ConnectAsync(cancel);
            var (tasks, code) = await EachTask.DoAsync(context, client, parsed.GetValue(target.Ids)!, async id =>
            {
                var task = await client.PauseTaskAsync(id, new("cli"), cancel);
                context.Terminal.Say($"{id}: {(task.Phase == TaskPhase.Paused ? "paused" : "being paused")}; delegate resume {id}");
                return task;
            }, cancel);
            if (parsed.GetValue(json))
                context.Terminal.OutJson(tasks, ContractsJson.Default.IReadOnlyListTaskView);
            return code;
        });
        return verb;
    }
}
