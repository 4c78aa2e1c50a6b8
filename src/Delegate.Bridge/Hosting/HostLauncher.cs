using System.ComponentModel;
using System.Diagnostics;
using Delegate.Contracts;

namespace Delegate.Bridge.Hosting;

/// <summary>Starts the host when nobody answers: once, however many clients try, and without a word on stdout.</summary>
/// <param name="home">Its data folder.</param>
/// <param name="program">Finds its program; asked only when it is needed.</param>
/// <param name="answers">True when a host answers.</param>
/// <param name="time">For the wait while another host holds the folder.</param>
internal sealed class HostLauncher(
    DelegateHome home, Func<string> program, Func<CancellationToken, Task<bool>> answers, TimeProvider time)
{
    /// <summary>The host says so when another one holds the data folder.</summary>
    private const int AnotherRuns = 3;
    private const string Ready = "ready";
    private static readonly TimeSpan RetryGap = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    // What says which session or which attempt called: the host serves them all, and its agents are nobody's children.
    private static readonly string[] CallersOwn =
        ["DELEGATE_ATTEMPT", "DELEGATE_TASK_ID", "CLAUDECODE", "CLAUDE_CODE_SESSION_ID", "CLAUDE_CODE_CHILD_SESSION", "CLAUDE_CODE_ENTRYPOINT", "CLAUDE_PROJECT_DIR"];

    public async Task EnsureAsync(CancellationToken cancel)
    {
        if (await answers(cancel))
            return;
        using var mine = await StartLock.TakeAsync(home, cancel);
        if (await answers(cancel))
            return; // who held the lock before has started it
        await StartAsync(cancel);
    }

    private async Task StartAsync(CancellationToken cancel)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            var (exitCode, words) = await StartOnceAsync(cancel);
            if (exitCode is null)
                return;
            // Another host holds the folder: one that starts (its starter died), one that is about to end, or one that hangs.
            if (exitCode != AnotherRuns || time.GetElapsedTime(since) > Patience)
                throw new DelegateException(new(ErrorCodes.HostStartFailed,
                    words.Length > 0 ? words : $"The host ended at once with exit code {exitCode} and without a word.",
                    "delegate host logs, or delegate doctor"));
            await Task.Delay(RetryGap, time, cancel);
            if (await answers(cancel))
                return;
        }
    }

    /// <summary>No exit code: it serves. Else the exit code, and what it said.</summary>
    private async Task<(int? ExitCode, string Words)> StartOnceAsync(CancellationToken cancel)
    {
        using var host = Spawn(program());
        host.StandardInput.Close();
        var words = host.StandardError.ReadToEndAsync(cancel);
        var line = await host.StandardOutput.ReadLineAsync(cancel);
        if (line == Ready)
            return (null, "");
        await host.WaitForExitAsync(cancel);
        var said = new[] { line, await words }.Select(text => text?.Trim()).Where(text => !string.IsNullOrEmpty(text));
        return (host.ExitCode, string.Join(' ', said));
    }

    private Process Spawn(string path)
    {
        var start = new ProcessStartInfo(path)
        {
            RedirectStandardInput = true, // ours may be the MCP protocol
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = home.Path,
        };
        start.Environment[DelegateHome.Variable] = home.Path;
        foreach (var name in CallersOwn)
            start.Environment.Remove(name);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception failure)
        {
            throw new DelegateException(
                new(ErrorCodes.HostStartFailed, $"{path} cannot be started: {failure.Message}", "delegate doctor"), failure);
        }
    }
}
