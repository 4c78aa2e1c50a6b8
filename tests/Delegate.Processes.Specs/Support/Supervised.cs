using Delegate.Actors.Processes;
using Delegate.Actors.Processes.Linux;

namespace Delegate.Processes.Specs.Support;

/// <summary>A supervisor alone, over a shell script as its agent.</summary>
internal sealed class Supervised : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly KernelEvents _kernel;

    public const string Program = "program";

    /// <param name="supervisor">One of <see cref="All"/>.</param>
    /// <param name="environment">Added to a path that finds programs.</param>
    public Supervised(
        KernelEvents kernel, string supervisor, string agent, Action<AttemptFolder>? before = null, long maxOutput = 0, params string[] environment)
    {
        _kernel = kernel;
        Work = _temp.Folder("work");
        Folder = new(_temp.File("attempt"));
        Folder.Create(agent);
        before?.Invoke(Folder);
        var program = supervisor == Program ? SupervisorProgram.InMemory()! : SupervisorProgram.Script(supervisor);
        var pid = Native.SpawnInNewSession(
            program.Path,
            [.. program.Arguments, Folder.Path, "/dev/null", Work, ProcessTable.BootId, "", "", $"{maxOutput}", "/bin/sh", Folder.Prompt],
            [$"PATH={Environment.GetEnvironmentVariable("PATH")}", .. environment], Folder.SupervisorLog);
        Supervisor = ProcessTable.Identify(pid)!;
    }

    /// <summary>The program, and the script in the shells of this machine: whichever is called <c>sh</c> elsewhere.</summary>
    public static TheoryData<string> All => [Program, .. Shells];

    /// <summary>The script only.</summary>
    public static TheoryData<string> Scripts => [.. Shells];

    private static IEnumerable<string> Shells => new[] { "/bin/sh", "/bin/dash", "/bin/bash" }.Where(File.Exists);

    public AttemptFolder Folder { get; }

    public string Work { get; }

    public ProcessIdentity Supervisor { get; }

    /// <summary>Lines that the agent wrote into a file of its folder.</summary>
    public Task<string[]> LinesAsync(string file, int atLeast = 1) => TempFolder.LinesAsync(_kernel, Path.Combine(Work, file), atLeast);

    /// <summary>Waits for the supervisor's end, and reads its record.</summary>
    public async Task<AgentExit?> EndAsync()
    {
        await _kernel.EndAsync(Supervisor);
        Native.Reap(Supervisor.Pid);
        return Folder.ReadExitRecord()?.Exit;
    }

    public void Dispose()
    {
        // Only when a spec has failed is there anything left; both are named beyond doubt.
        foreach (var process in new[] { Supervisor, Folder.ReadIdentity()?.Agent }.OfType<ProcessIdentity>())
            ProcessSignals.Kill(process);
        _temp.Dispose();
    }
}
