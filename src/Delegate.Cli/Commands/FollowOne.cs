using Delegate.Cli.Following;
using Delegate.Cli.Json;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary><c>--follow</c> of a task that was just handed over.</summary>
internal static class FollowOne
{
    public static Task<int> RunAsync(CliContext context, TaskId id, bool json, CancellationToken cancel)
    {
        context.Terminal.Say($"{id}: accepted");
        return Detaching.RunAsync(context, [id], async () =>
        {
            var ended = await Follower.RunAsync(context, [new(id, id.Value, null)], new() { OutputAsWords = json }, cancel);
            if (json)
                context.Terminal.OutJson(ended[0], ContractsJson.Default.TaskView);
            return ExitCodes.Of(ended);
        });
    }
}
