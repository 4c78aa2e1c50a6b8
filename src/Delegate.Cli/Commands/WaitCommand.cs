using System.CommandLine;
using Delegate.Cli.Following;
using Delegate.Cli.Json;
using Delegate.Cli.Parsing;
using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary><c>delegate wait</c>: returns when tasks have ended, with their exit code.</summary>
internal static class WaitCommand
{
    public static Command Create(CliContext context)
    {
        var ids = CommonOptions.TaskIds();
        var timeout = CommonOptions.Duration("--timeout", $"Give up after this time, with exit code {ExitCodes.TimedOut}; the tasks go on.");
        var json = CommonOptions.Json("an array of the ended tasks", ContractsJson.Default.IReadOnlyListTaskView);
        var verb = new Verb("wait", "Wait until tasks have ended; exit with the first exit code that is not 0.",
            "delegate wait 7k2m && echo done",
            "delegate wait 7k2m 9qx4 --timeout 10m",
            "delegate wait 7k2m --json | jq '.[0].outcome'")
        {
            ids, timeout, json,
        };
        verb.SetAction(async (parsed, cancel) =>
        {
            using var limit = parsed.GetValue(timeout) is { } length ? new CancellationTokenSource(length, context.Time) : new();
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
            try
            {
                using var link = await HostLink.OpenAsync(context, either.Token);
                var named = await TaskNames.ResolveAllAsync(link.Client, parsed.GetValue(ids)!, either.Token);
                var tasks = named.Distinct().ToList();
                var ended = await WaitAsync(context, link, tasks, either.Token);
                if (parsed.GetValue(json))
                    context.Terminal.OutJson(ended, ContractsJson.Default.IReadOnlyListTaskView);
                return ExitCodes.Of(ended);
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancel.IsCancellationRequested)
            {
                context.Terminal.Say($"not ended after {Words.For(parsed.GetValue(timeout)!.Value)}; see delegate status");
                return ExitCodes.TimedOut;
            }
        });
        return verb;
    }

    private static async Task<IReadOnlyList<TaskView>> WaitAsync(
        CliContext context, HostLink link, List<TaskId> ids, CancellationToken cancel)
    {
        var ended = new Dictionary<TaskId, TaskView>();
        using var busy = context.Terminal.Busy(() => ids.Count == 1 ? $"waiting for {ids[0]}" : $"{ended.Count} of {ids.Count} tasks have ended");
        while (true)
        {
            var generation = link.Generation;
            try
            {
                await foreach (var view in link.Client.WatchTasksAsync(ids, cancel))
                    if (view.Phase.IsTerminal() && ended.TryAdd(view.Id, view))
                        context.Terminal.Say($"{view.Id}: {Words.Ending(view, context.Time.GetUtcNow())}");
                if (ids.All(ended.ContainsKey))
                    return [.. ids.Select(id => ended[id])];
            }
            catch (DelegateException lost) when (lost.Error.Code == ErrorCodes.HostUnreachable)
            {
                // as if it had stopped politely
            }
            await link.RenewAsync(generation, cancel);
        }
    }
}
