using Delegate.Cli.Parsing;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary>The same wish for several tasks: one that is refused does not spare the others.</summary>
internal static class EachTask
{
    /// <returns>The tasks for which it was done, as they then stand; and the exit code of the first that was refused.</returns>
    public static async Task<(IReadOnlyList<TaskView> Done, int Code)> DoAsync(
        CliContext context, IDelegateClient client, IEnumerable<string> names, Func<TaskId, Task<TaskView>> wish, CancellationToken cancel)
    {
        var tasks = (await TaskNames.ResolveAllAsync(client, names, cancel)).Distinct().ToList();
        var (done, code) = (new List<TaskView>(), ExitCodes.Ok);
        foreach (var id in tasks)
        {
            try
            {
                done.Add(await wish(id));
            }
            catch (DelegateException refused) when (tasks.Count > 1 && refused.Error.Code != ErrorCodes.HostUnreachable)
            {
                var failed = App.Explain(context.Terminal, refused.Error);
                code = code == ExitCodes.Ok ? failed : code;
            }
        }
        return (done, code);
    }
}
