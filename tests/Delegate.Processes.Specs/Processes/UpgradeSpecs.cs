using Akka.Actor;
using Delegate.Actors.Processes;
using Delegate.Actors.Processes.Linux;
using Delegate.Contracts;
using Delegate.Processes.Specs.Support;

namespace Delegate.Processes.Specs.Processes;

/// <summary>A host of today over what version 0.1 left: its records, and its agents that still run.</summary>
public sealed class UpgradeSpecs : ProcessSpecs
{
    private static readonly string Fixtures = Path.Combine(AppContext.BaseDirectory, "Fixtures", "v1");

    [Theory, InlineData("exited-0", 0, null), InlineData("exited-7", 7, null), InlineData("terminated", null, "SIGTERM")]
    public void A_record_of_version_1_says_what_it_said(string name, int? exitCode, string? signal)
    {
        var folder = new AttemptFolder(Path.Combine(Fixtures, name));

        Assert.Equal(new AgentExit(exitCode, signal), folder.ReadExitRecord()?.Exit);
        Assert.Null(folder.ReadExitRecord()?.Use); // it did not say
        Assert.NotNull(folder.ReadIdentity());
    }

    [Theory, InlineData("exited-7", 7, OutcomeCodes.AgentError), InlineData("running", null, OutcomeCodes.Lost)]
    public async Task A_folder_of_version_1_is_adopted_and_its_end_told(string name, int? exitCode, string code)
    {
        var launch = NewLaunch("");
        CopyTo(FolderOf(launch), name);
        NewSlot().Tell(new ProcessProtocol.Adopt(launch.Attempt, launch.Spec));

        var ended = await EndedAsync(launch);
        Assert.Equal((exitCode, code), (ended.Exit?.ExitCode, ended.Report.Outcome.Code));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task An_agent_that_version_1_started_runs_on_and_belongs_to_today(bool stopped)
    {
        var launch = NewLaunch($"echo before; {Gate()}; echo after; exit 9");
        var supervisor = await StartedByVersion1Async(launch);
        var slot = NewSlot();
        slot.Tell(launch); // as a task does that does not know how far the old host came

        var running = await RunningAsync(launch);
        Assert.True(running.Adopted);
        Assert.Equal(supervisor, running.Identity.Supervisor);
        if (stopped)
            slot.Tell(new ProcessProtocol.Stop(launch.Attempt, TimeSpan.FromHours(1)));
        else
            await OpenAsync();

        var ended = await EndedAsync(launch);
        Assert.Equal(stopped ? new(null, "SIGTERM") : new AgentExit(9, null), ended.Exit);
        Assert.Equal(stopped ? "before\n" : "before\nafter\n", await File.ReadAllTextAsync(FolderOf(launch).Stdout));
        Assert.Empty(Alive(launch));
    }

    /// <summary>A record that a later version wrote is believed in nothing: better lost than wrong.</summary>
    [Fact]
    public async Task A_record_of_a_version_to_come_is_not_guessed_at()
    {
        var launch = NewLaunch("");
        CopyTo(FolderOf(launch), "exited-0");
        await File.WriteAllTextAsync(FolderOf(launch).Exit, "delegate-exit v99\nexit 0\nend\n");
        NewSlot().Tell(new ProcessProtocol.Adopt(launch.Attempt, launch.Spec));

        Assert.Equal(OutcomeCodes.Lost, (await EndedAsync(launch)).Report.Outcome.Code);
    }

    /// <summary>The old supervisor, started with the words with which the old host started it.</summary>
    private async Task<ProcessIdentity> StartedByVersion1Async(ProcessProtocol.Launch launch)
    {
        var folder = FolderOf(launch);
        folder.Create(launch.Spec.Prompt);
        var script = await File.ReadAllTextAsync(Path.Combine(Fixtures, "supervisor.sh"));
        var pid = Native.SpawnInNewSession(
            "/bin/sh",
            ["/bin/sh", "-c", script, "delegate-supervisor", folder.Path, "/dev/null", Work, ProcessTable.BootId, "/bin/sh", folder.Prompt],
            [$"PATH={Environment.GetEnvironmentVariable("PATH")}", AttemptLauncher.MarkOf(launch.Attempt)], folder.SupervisorLog);
        var supervisor = ProcessTable.Identify(pid)!;
        await AtGateAsync();
        return supervisor;
    }

    private static void CopyTo(AttemptFolder folder, string name)
    {
        folder.Create();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Fixtures, name)))
            File.Copy(file, Path.Combine(folder.Path, Path.GetFileName(file)));
    }
}
