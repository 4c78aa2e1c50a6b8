using Delegate.Actors.Processes;
using Delegate.Actors.Processes.Linux;

namespace Delegate.Processes.Specs.Support;

/// <summary>Signals to processes that a spec has started, and news of their end.</summary>
internal static class ProcessSignals
{
    public static void Kill(ProcessIdentity process) => Send(process, Native.SIGKILL);

    public static void Send(ProcessIdentity process, int signal)
    {
        var pidfd = Native.PidfdOf(process.Pid);
        if (pidfd < 0)
            return;
        if (ProcessTable.IsAlive(process))
            Native.PidfdSignal(pidfd, signal);
        Native.Close(pidfd);
    }

    public static async Task EndAsync(this KernelEvents kernel, ProcessIdentity process)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watch = kernel.WatchExit(process, () => ended.TrySetResult());
        await ended.Task.InTime();
    }
}
