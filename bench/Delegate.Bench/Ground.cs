using System.Diagnostics;

namespace Delegate.Bench;

/// <summary>Folders for one run, in which every program finds a home of its own; gone afterwards, with all that was started.</summary>
internal sealed class Ground(BenchOptions options, Seeds seeds) : IAsyncDisposable
{
    private readonly Stack<Func<Task>> _endings = new();
    private readonly string _folder = MakeFolder();

    public BenchOptions Options { get; } = options;

    /// <summary>Folders with many finished tasks, which the scenarios of a run share.</summary>
    public Seeds Seeds { get; } = seeds;

    /// <summary>What was measured that there is a goal for.</summary>
    public List<Verdict> Verdicts { get; } = [];

    /// <summary>Where the programs of others are installed, and the folders of a run are: on a disk, which the folder for temporary files need not be.</summary>
    public static string Tools { get; } = Environment.GetEnvironmentVariable("DELEGATE_BENCH_TOOLS")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "delegate-bench");

    /// <summary>A folder; new, unless it has been asked for before. A whole path stays outside of this ground.</summary>
    public string Folder(string name) => Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;

    /// <summary>Done before the folders go, the last one first.</summary>
    public void AtEnd(Func<Task> ending) => _endings.Push(ending);

    /// <summary>A folder for the front of a PATH whose <c>claude</c> does nothing: no real one is ever started.</summary>
    public string IdleClaude() => ClaudeThat("exit 0", "bin");

    /// <summary>The same with a <c>claude</c> that does <paramref name="command"/>.</summary>
    public string ClaudeThat(string command, string name)
    {
        var folder = Folder(name);
        var program = Path.Combine(folder, "claude");
        File.WriteAllText(program, $"#!/bin/sh\n{command}\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return folder;
    }

    public async ValueTask DisposeAsync()
    {
        while (_endings.TryPop(out var ending))
        {
            try
            {
                await ending();
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                await Console.Error.WriteLineAsync($"not ended: {failure.Message}"); // the others still have to be
            }
        }
        Directory.Delete(_folder, recursive: true);
    }

    private static string MakeFolder()
    {
        var folder = Path.Combine(Tools, $"run-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..4]}"); // short: a socket's path has 107 bytes
        return Directory.CreateDirectory(folder).FullName;
    }
}

/// <summary>A program with its arguments and surroundings, ready to be started as often as wanted.</summary>
internal sealed record Command(string File, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string?> Environment, string Folder)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public Process Start()
    {
        var start = new ProcessStartInfo(File, Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Runs it to its end, which must be a success: what it took, and what it printed.</summary>
    public async Task<(TimeSpan Took, string Out)> RunAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        var since = Stopwatch.GetTimestamp();
        using var process = Start();
        try
        {
            process.StandardInput.Close();
            var words = process.StandardError.ReadToEndAsync(limit.Token);
            var printed = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            var took = Stopwatch.GetElapsedTime(since);
            return process.ExitCode == 0 ? (took, printed) : throw new BenchException($"{File} {string.Join(' ', Arguments)} failed: {printed}{await words}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new BenchException($"{File} {string.Join(' ', Arguments)} has not ended within {Patience.TotalMinutes:0} minutes.");
        }
    }
}
