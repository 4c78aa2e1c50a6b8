using Delegate.Actors.Processes;
using Delegate.Actors.Processes.Linux;
using Delegate.Processes.Specs.Support;

namespace Delegate.Processes.Specs.Processes;

public sealed class KernelEventsSpecs : IDisposable
{
    private readonly KernelEvents _kernel = new();
    private readonly TempFolder _temp = new();

    public void Dispose()
    {
        _kernel.Dispose();
        _temp.Dispose();
    }

    [Fact]
    public async Task An_end_is_told_once_to_everybody_who_asked()
    {
        var process = Start("exec tail -f /dev/null");
        var calls = 0;
        var (first, second) = (NewSignal(), NewSignal());
        using var one = _kernel.WatchExit(process, () => Count(ref calls, first));
        using var two = _kernel.WatchExit(process, () => Count(ref calls, second));
        Assert.Equal(0, calls);
        ProcessSignals.Kill(process);

        await Task.WhenAll(first.Task, second.Task).InTime();
        Native.Reap(process.Pid);
        await PassAsync();
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task A_process_that_is_gone_already_is_told_at_once_reaped_or_not()
    {
        var process = Start("exit 0");
        await _kernel.EndAsync(process);
        await _kernel.EndAsync(process); // a zombie
        Native.Reap(process.Pid);
        await _kernel.EndAsync(process); // nobody
    }

    [Fact]
    public async Task A_stranger_with_the_pid_is_not_the_process()
    {
        var process = Start("exec tail -f /dev/null");
        try
        {
            await _kernel.EndAsync(process with { StartTicks = process.StartTicks + 1 });
            await _kernel.EndAsync(process with { BootId = "another" });
            Assert.True(ProcessTable.IsAlive(process));
        }
        finally
        {
            ProcessSignals.Kill(process);
            await _kernel.EndAsync(process);
            Native.Reap(process.Pid);
        }
    }

    [Fact]
    public async Task Nobody_is_told_after_a_watch_was_given_up()
    {
        var process = Start("exec tail -f /dev/null");
        var told = false;
        _kernel.WatchExit(process, () => told = true).Dispose();
        _kernel.WatchFolder(_temp.Path, () => told = true).Dispose();
        ProcessSignals.Kill(process);
        await _kernel.EndAsync(process);
        Native.Reap(process.Pid);
        await PassAsync();

        Assert.False(told);
    }

    [Fact]
    public async Task A_folder_tells_of_files_that_are_made_written_and_moved_in()
    {
        var (file, other) = (_temp.File("file"), Path.Combine(_temp.Folder("elsewhere"), "other"));
        await ToldAsync(() => File.WriteAllText(file, ""));
        await ToldAsync(() => File.AppendAllText(file, "more"));
        await File.WriteAllTextAsync(other, "");
        await ToldAsync(() => File.Move(other, _temp.File("moved")));
    }

    [Fact]
    public async Task Two_watches_of_a_folder_are_told_both_and_one_alone_after_the_other_was_given_up()
    {
        var (first, second, third) = (NewSignal(), NewSignal(), NewSignal());
        var one = _kernel.WatchFolder(_temp.Path, () => first.TrySetResult());
        using var two = _kernel.WatchFolder(_temp.Path, () => (second.Task.IsCompleted && File.Exists(_temp.File("b")) ? third : second).TrySetResult());
        await File.WriteAllTextAsync(_temp.File("a"), "");
        await Task.WhenAll(first.Task, second.Task).InTime();
        one.Dispose();
        await File.WriteAllTextAsync(_temp.File("b"), "");
        await third.Task.InTime();
    }

    [Fact]
    public async Task A_folder_that_was_deleted_does_not_disturb_the_others()
    {
        var gone = _temp.Folder("gone");
        var watch = _kernel.WatchFolder(gone, () => { });
        Directory.Delete(gone);
        await ToldAsync(() => File.WriteAllText(_temp.File("file"), ""));
        watch.Dispose();
        await ToldAsync(() => File.WriteAllText(_temp.File("file"), "again"));
    }

    [Fact]
    public void After_its_end_it_takes_no_more_watches_and_lets_go_of_its_descriptors()
    {
        // The kernel hands out numbers of inotify instances sparingly: 128 a user, as a rule.
        for (var i = 0; i < 300; i++)
        {
            using var short_ = new KernelEvents();
            using var watch = short_.WatchFolder(_temp.Path, () => { });
            short_.Dispose();
            Assert.Throws<ObjectDisposedException>(() => short_.WatchFolder(_temp.Path, () => { }));
        }
    }

    private async Task ToldAsync(Action change)
    {
        var told = NewSignal();
        using var watch = _kernel.WatchFolder(_temp.Path, () => told.TrySetResult());
        change();
        await told.Task.InTime();
    }

    /// <summary>Everything that had happened before has been told: the thread that tells has come as far as a new event.</summary>
    private Task PassAsync() => ToldAsync(() => File.WriteAllText(_temp.File("pass"), ""));

    private ProcessIdentity Start(string command) => ProcessTable.Identify(
        Native.SpawnInNewSession("/bin/sh", ["sh", "-c", command], [$"PATH={Environment.GetEnvironmentVariable("PATH")}"], "/dev/null"))!;

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static void Count(ref int calls, TaskCompletionSource signal)
    {
        Interlocked.Increment(ref calls);
        signal.TrySetResult();
    }
}
