using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary>Ctrl-C while tasks are followed: they go on, and the words say how to come back or to end them.</summary>
internal static class Detaching
{
    public static async Task<int> RunAsync(CliContext context, IReadOnlyList<TaskId> ids, Func<Task<int>> follow)
    {
        try
        {
            return await follow();
        }
        catch (OperationCanceledException)
        {
            var all = string.Join(' ', ids);
            context.Terminal.Say(ids.Count == 1 ? "detached; the task goes on" : "detached; the tasks go on");
            context.Terminal.Say($"to come back: {(ids.Count == 1 ? $"delegate logs -f {all}" : $"delegate wait {all}")}");
            context.Terminal.Say($"to end {(ids.Count == 1 ? "it" : "them")}:   delegate cancel {all}");
            return ExitCodes.Interrupted;
        }
    }
}
