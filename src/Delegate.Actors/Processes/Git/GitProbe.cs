using System.ComponentModel;
using System.Diagnostics;
using Delegate.Contracts;

namespace Delegate.Actors.Processes.Git;

/// <summary>
/// Reads the state of a working folder with one <c>git status</c>. It changes nothing there: no lock is taken, no program
/// that the repository names is run. A folder in no repository costs no process.
/// </summary>
internal static class GitProbe
{
    /// <summary>Beyond this a repository is too large, or its disk too slow, to wait for.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    // What a host that was started by a hook of some repository inherits: it would be asked instead of the folder's own.
    private static readonly string[] OfAnotherRepository =
        ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE", "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT"];

    /// <summary>True when the folder or one above it holds <c>.git</c> (a folder, or a file in a worktree).</summary>
    public static bool IsInRepository(string folder)
    {
        for (var at = folder; at is not null; at = Path.GetDirectoryName(at))
            if (Path.Exists(Path.Combine(at, ".git")))
                return true;
        return false;
    }

    /// <summary>Null when it is in no repository, or cannot be told: no git, not ours to read, too slow.</summary>
    public static async Task<GitState?> ReadAsync(string folder, string git, TimeProvider time, CancellationToken cancel)
    {
        if (!IsInRepository(folder))
            return null;
        await Task.Yield(); // a start takes milliseconds: not on the caller's time
        using var late = new CancellationTokenSource(Limit, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        try
        {
            using var process = Process.Start(StartOf(git, folder))!;
            try
            {
                process.StandardInput.Close();
                process.BeginErrorReadLine(); // read, so that it never waits for us
                var state = await GitStatus.ReadAsync(process.StandardOutput, limit.Token).ConfigureAwait(false);
                await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
                return process.ExitCode == 0 ? state : null;
            }
            finally
            {
                if (!process.HasExited)
                    process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception unknown) when (unknown is OperationCanceledException or Win32Exception or IOException)
        {
            return null;
        }
    }

    private static ProcessStartInfo StartOf(string git, string folder)
    {
        var start = new ProcessStartInfo(git, ["-c", "core.fsmonitor=false", "status", "--porcelain=v2", "--branch", "-z"])
        {
            WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var name in OfAnotherRepository)
            start.Environment.Remove(name);
        start.Environment["GIT_OPTIONAL_LOCKS"] = "0";
        start.Environment["LC_ALL"] = "C";
        return start;
    }
}
