using System.Threading.Channels;
using Delegate.Actors.Processes;
using Delegate.Actors.Processes.Linux;
using Delegate.Contracts;

namespace Delegate.Host.Lifecycle;

/// <summary>Keeps the output of all attempts within its budget: looks at the start, and when a task's folder is made.</summary>
internal sealed class OutputBudgetKeeper(DelegateHome home, OutputBudget budget, KernelEvents kernel, TimeProvider time, ILogger<OutputBudgetKeeper> log) : BackgroundService
{
    /// <summary>Many tasks that begin at once are one look.</summary>
    private static readonly TimeSpan Gap = TimeSpan.FromSeconds(10);

    // A look goes through the folders of all tasks that there are: however many, it takes at most a hundredth of a core.
    private const int PartOfACore = 100;

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        await Task.Yield();
        Directory.CreateDirectory(home.TasksFolder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var looks = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var watch = kernel.WatchFolder(home.TasksFolder, () => looks.Writer.TryWrite(true));
        try
        {
            do
            {
                var begin = time.GetTimestamp();
                if (budget.Enforce() is > 0 and var given)
                    log.LogInformation("the output of ended attempts was shortened by {Bytes} bytes to stay within the budget", given);
                var pause = time.GetElapsedTime(begin) * PartOfACore;
                await Task.Delay(pause > Gap ? pause : Gap, time, stopping);
            }
            while (await looks.Reader.WaitToReadAsync(stopping) && looks.Reader.TryRead(out _));
        }
        catch (OperationCanceledException)
        {
            // the host stops
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            log.LogWarning(failure, "the budget of output is not kept until the host starts again");
        }
    }
}
