using System.Diagnostics;

namespace Delegate.Bench;

/// <summary>Folders for one run, in which every program finds a home of its own; gone afterwards.</summary>
internal sealed class Ground(BenchOptions options) : IAsyncDisposable
{
    private readonly List<Func<Task>> _endings = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("dlb-").FullName;

    public BenchOptions Options { get; } = options;

    /// <summary>A new folder.</summary>
    public string Folder(string name) => Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;

    /// <summary>Done before the folders go.</summary>
    public void AtEnd(Func<Task> ending) => _endings.Add(ending);

    /// <summary>A folder for the front of a PATH whose <c>claude</c> does nothing: no real one is ever started.</summary>
    public string IdleClaude()
    {
        var folder = Folder("bin");
        var program = Path.Combine(folder, "claude");
        File.WriteAllText(program, "#!/bin/sh\nexit 0\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return folder;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var ending in _endings)
            await ending();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>A program with its arguments and surroundings, ready to be started as often as wanted.</summary>
internal sealed record Command(string File, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string?> Environment, string Folder)
{
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
        var since = Stopwatch.GetTimestamp();
        using var process = Start();
        process.StandardInput.Close();
        var words = process.StandardError.ReadToEndAsync();
        var printed = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var took = Stopwatch.GetElapsedTime(since);
        return process.ExitCode == 0 ? (took, printed) : throw new BenchException($"{File} {string.Join(' ', Arguments)} failed: {printed}{await words}");
    }
}
