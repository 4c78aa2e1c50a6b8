using Delegate.Actors.Processes;
using Delegate.Actors.Processes.Linux;

namespace Delegate.Processes.Specs.Support;

/// <summary>The supervisor's script alone, run by a shell of the spec's choice over a shell script as its agent.</summary>
internal sealed class Supervised : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly KernelEvents _kernel;

    public Supervised(KernelEvents kernel, string shell, string agent)
    {
        _kernel = kernel;
        Work = _temp.Folder("work");
        Folder = new(_temp.File("attempt"));
        Folder.Create(agent);
        var pid = Native.SpawnInNewSession(
            shell,
            ["-c", AttemptLauncher.Script, "delegate-supervisor", Folder.Path, "/dev/null", Work, ProcessTable.BootId, "/bin/sh", Folder.Prompt],
            [$"PATH={Environment.GetEnvironmentVariable("PATH")}"], Folder.SupervisorLog);
        Supervisor = ProcessTable.Identify(pid)!;
    }

    /// <summary>The shells of this machine that the script must run in: whichever is called <c>sh</c> elsewhere.</summary>
    public static TheoryData<string> Shells => [.. new[] { "/bin/sh", "/bin/dash", "/bin/bash" }.Where(File.Exists)];

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
        return Folder.ReadExit();
    }

    public void Dispose()
    {
        // Only when a spec has failed is there anything left; both are named beyond doubt.
        foreach (var process in new[] { Supervisor, Folder.ReadIdentity()?.Agent }.OfType<ProcessIdentity>())
            ProcessSignals.Kill(process);
        _temp.Dispose();
    }
}
