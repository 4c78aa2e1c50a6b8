using Delegate.Actors.Processes;
using Delegate.Actors.Processes.Linux;
using Delegate.Processes.Specs.Support;

namespace Delegate.Processes.Specs.Processes;

/// <summary>The supervisor alone: the program, and the script in every shell that may be called <c>sh</c>.</summary>
public sealed class SupervisorSpecs : IDisposable
{
    private readonly KernelEvents _kernel = new();

    public static TheoryData<string> All => Supervised.All;

    public static TheoryData<string> Scripts => Supervised.Scripts;

    public void Dispose() => _kernel.Dispose();

    [Theory, MemberData(nameof(All))]
    public async Task An_exit_status_is_recorded_as_it_was(string supervisor)
    {
        foreach (var status in new[] { 0, 1, 2, 3, 7, 42, 126, 127, 128, 129, 130, 137, 139, 141, 143, 200, 254, 255 })
        {
            using var run = new Supervised(_kernel, supervisor, $"exit {status}");
            Assert.Equal(new AgentExit(status, null), await run.EndAsync());
        }
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_signal_is_recorded_as_a_signal(string supervisor)
    {
        foreach (var signal in new[] { "HUP", "QUIT", "ILL", "ABRT", "KILL", "USR1", "SEGV", "ALRM", "TERM" })
        {
            using var run = new Supervised(_kernel, supervisor, $"ulimit -c 0; kill -{signal} $$");
            Assert.Equal(new AgentExit(null, $"SIG{signal}"), await run.EndAsync());
        }
    }

    [Theory, InlineData("INT"), InlineData("PIPE"), InlineData("TRAP"), InlineData("IO"), InlineData("RTMIN")]
    public async Task The_program_tells_every_signal_from_every_status(string signal)
    {
        using var run = new Supervised(_kernel, Supervised.Program, $"ulimit -c 0; kill -{signal} $$");
        await run.EndAsync();

        Assert.StartsWith("delegate-exit v2\nsignal ", await File.ReadAllTextAsync(run.Folder.Exit), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Scripts))]
    public async Task Of_SIGPIPE_shells_say_no_word_so_it_is_recorded_as_the_status_that_they_report(string supervisor)
    {
        using var run = new Supervised(_kernel, supervisor, "kill -PIPE $$");
        Assert.Equal(new AgentExit(141, null), await run.EndAsync());
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_locale_that_nobody_knows_makes_no_signal_of_a_status(string supervisor)
    {
        foreach (var status in new[] { 130, 137 })
        {
            using var run = new Supervised(_kernel, supervisor, $"exit {status}", environment: "LC_ALL=xx_YY.UTF-8");
            Assert.Equal(new AgentExit(status, null), await run.EndAsync());
        }
    }

    [Theory, MemberData(nameof(All))]
    public async Task What_the_agent_used_is_on_disk_when_it_has_ended(string supervisor)
    {
        using var run = new Supervised(_kernel, supervisor, "dd if=/dev/zero of=/dev/null bs=64M count=4 2> /dev/null; i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done");
        await run.EndAsync();

        var use = run.Folder.ReadExitRecord()!.Use!;
        Assert.InRange(use.UserMs, 10, 20_000);
        Assert.InRange(use.SystemMs, 1, 20_000);
        if (supervisor == Supervised.Program)
            Assert.InRange(use.PeakKib!.Value, 64 * 1024, 80 * 1024); // dd's buffer
        else
            Assert.Null(use.PeakKib);
    }

    [Fact]
    public async Task Whoever_leaves_the_session_loses_its_parents_and_clears_its_environment_stays_a_child_of_the_supervisor()
    {
        using var run = new Supervised(_kernel, Supervised.Program, """
            ( ( env -i setsid /bin/sh -c 'echo $$ > pid.part; mv pid.part pid; mkfifo gate; echo > ready; read go < gate' & ) & )
            while [ ! -s ready ]; do :; done
            """);
        await TempFolder.LinesAsync(_kernel, run.Folder.Exit, 3);
        var stray = int.Parse(Assert.Single(await run.LinesAsync("pid")), System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(run.Supervisor.Pid, ProcessTable.Find(stray)!.Value.Parent);
        Assert.True(ProcessTable.IsAlive(run.Supervisor)); // it stays as long as anybody is left
        await Shell.RunAsync($"echo go > '{run.Work}/gate'");
        Assert.Equal(new AgentExit(0, null), await run.EndAsync());
        Assert.Null(ProcessTable.Find(stray)); // and lets the kernel forget them
    }

    [Theory]
    [InlineData(Supervised.Program, ":", true)]
    [InlineData(Supervised.Program, "( env -i setsid /bin/sh -c 'mkfifo gate; echo > ready; read go < gate' & ); while [ ! -s ready ]; do :; done", false)]
    [InlineData("/bin/sh", ":", false)] // the script is no subreaper: it cannot know
    public async Task That_an_agent_left_nobody_behind_is_said_by_whoever_can_know(string supervisor, string agent, bool leftNobody)
    {
        using var run = new Supervised(_kernel, supervisor, $"{agent}; exit 3");
        await TempFolder.LinesAsync(_kernel, run.Folder.Exit, 3);

        var said = run.Folder.ReadExitRecord();

        if (File.Exists($"{run.Work}/gate"))
            await Shell.RunAsync($"echo go > '{run.Work}/gate'");
        await run.EndAsync();
        Assert.Equal(new AgentExit(3, null), said!.Exit);
        Assert.Equal(leftNobody, said.LeftNobody);
    }

    [Fact]
    public async Task On_a_full_disk_it_waits_for_room_to_say_how_the_agent_ended()
    {
        // /dev/full has room for nothing, as a full disk has.
        using var run = new Supervised(_kernel, Supervised.Program, "mkfifo gate; echo > ready; read go < gate; exit 5", folder => File.CreateSymbolicLink(folder.Exit + ".new", "/dev/full"));
        await run.LinesAsync("ready");
        var agent = run.Folder.ReadIdentity()!.Agent;
        await Shell.RunAsync($"echo go > '{run.Work}/gate'");
        await _kernel.EndAsync(agent);
        Assert.True(ProcessTable.IsAlive(run.Supervisor));
        Assert.Null(run.Folder.ReadExitRecord()?.Exit);

        File.Delete(run.Folder.Exit + ".new");
        Assert.Equal(new AgentExit(5, null), await run.EndAsync());
    }

    [Fact]
    public async Task The_committed_program_is_made_from_the_source_that_lies_beside_it()
    {
        var folder = Path.Combine(FailureModesSpecs.Root, "src/Delegate.Actors/Processes/Supervisor");
        static async Task<string> HashAsync(string file) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(file)));
        var built = (await File.ReadAllLinesAsync(Path.Combine(folder, "supervisor.built"))).Select(line => line.Split(' ', 2)).ToDictionary(words => words[0], words => words[1]);

        foreach (var file in new[] { "supervisor.c", "supervisor-x64", "supervisor-arm64" })
            Assert.Equal(built[file], await HashAsync(Path.Combine(folder, file))); // else: bash build.sh

        using var temp = new TempFolder();
        var compiler = await Shell.RunAsync("gcc --version 2> /dev/null | head -1 || true");
        if (compiler != built["compiler"])
            return; // another compiler makes other bytes of the same source
        await Shell.RunAsync($"cd '{folder}' && bash build.sh '{temp.Path}' x64");
        Assert.Equal(built["supervisor-x64"], await HashAsync(temp.File("supervisor-x64")));
    }

    [Fact]
    public async Task The_program_runs_on_this_machine_and_weighs_next_to_nothing()
    {
        Assert.NotEqual("/bin/sh", SupervisorProgram.OfThisMachine.Path);
        using var run = new Supervised(_kernel, Supervised.Program, "mkfifo gate; echo > ready; read go < gate");
        await run.LinesAsync("ready");
        var own = File.ReadLines($"/proc/{run.Supervisor.Pid}/smaps_rollup").Where(line => line.StartsWith("Private_", StringComparison.Ordinal))
            .Sum(line => int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture));

        Assert.InRange(own, 1, 100); // KiB
        await Shell.RunAsync($"echo go > '{run.Work}/gate'");
        await run.EndAsync();
    }

    [Theory, MemberData(nameof(All))]
    public async Task The_identity_is_there_before_the_agent_runs_and_names_it(string supervisor)
    {
        using var run = new Supervised(_kernel, supervisor, """cat "${0%/*}/identity" > seen; echo $$ > pid""");
        await run.EndAsync();

        Assert.Equal(await File.ReadAllTextAsync(run.Folder.Identity), await File.ReadAllTextAsync(Path.Combine(run.Work, "seen")));
        var identity = run.Folder.ReadIdentity()!;
        Assert.Equal(run.Supervisor, identity.Supervisor);
        Assert.Equal([$"{identity.Agent.Pid}"], await run.LinesAsync("pid"));
        Assert.True(identity.Agent.StartTicks >= identity.Supervisor.StartTicks);
    }

    [Theory, MemberData(nameof(All))]
    public async Task The_supervisor_survives_signals_to_its_whole_group(string supervisor)
    {
        using var run = new Supervised(_kernel, supervisor, "trap '' HUP INT QUIT TERM USR1 USR2 ALRM; mkfifo gate; echo > ready; read go < gate; exit 7");
        await run.LinesAsync("ready");
        foreach (var signal in new[] { "HUP", "INT", "QUIT", "TERM", "USR1", "USR2", "ALRM" })
            await Shell.RunAsync($"kill -s {signal} -- -{run.Supervisor.Pid}");
        Assert.True(ProcessTable.IsAlive(run.Supervisor));

        await Shell.RunAsync($"echo go > '{run.Work}/gate'");
        Assert.Equal(new AgentExit(7, null), await run.EndAsync());
    }

    [Theory, MemberData(nameof(All))]
    public async Task The_agent_lives_in_the_supervisors_session_with_no_signal_ignored_or_blocked(string supervisor)
    {
        using var run = new Supervised(_kernel, supervisor, "cut -d ' ' -f 6 /proc/$$/stat > session; grep -E '^Sig(Blk|Ign)' /proc/self/status > signals");
        await run.EndAsync();

        Assert.Equal([$"{run.Supervisor.Pid}"], await run.LinesAsync("session"));
        // 32 and up belong to the C library and to whoever started us.
        Assert.All(await run.LinesAsync("signals", 2), line => Assert.Equal(0, Convert.ToInt64(line[^16..], 16) & 0x7fff_ffff));
        Assert.NotEqual(ProcessTable.Find(Environment.ProcessId)!.Value.Session, run.Supervisor.Pid);
    }

    [Theory, MemberData(nameof(All))]
    public async Task The_agent_has_its_three_files_and_none_of_those_that_the_host_inherited(string supervisor)
    {
        var inherited = Dup(0); // open in whatever we start, as a file is that the host got from whoever started it
        using var run = new Supervised(_kernel, supervisor, "exec ls /proc/self/fd > files");
        await run.EndAsync();
        Native.Close(inherited);

        Assert.Equal(["0", "1", "2", "3"], await File.ReadAllLinesAsync(Path.Combine(run.Work, "files"))); // 3 is the folder that ls itself reads
    }

    [Theory, MemberData(nameof(All))]
    public async Task Output_goes_to_the_two_files_and_the_supervisors_own_log_stays_empty(string supervisor)
    {
        using var run = new Supervised(_kernel, supervisor, "echo out; echo err >&2; printf 'no end'");
        await run.EndAsync();

        Assert.Equal("out\nno end", await File.ReadAllTextAsync(run.Folder.Stdout));
        Assert.Equal("err\n", await File.ReadAllTextAsync(run.Folder.Stderr));
        Assert.Equal("", await File.ReadAllTextAsync(run.Folder.SupervisorLog));
    }

    [Theory, MemberData(nameof(All))]
    public async Task The_second_supervisor_of_an_attempt_starts_nothing_and_writes_no_record(string supervisor)
    {
        using var run = new Supervised(_kernel, supervisor, "echo > ran", folder => File.WriteAllText(folder.Identity, "the first one's"));

        Assert.Null(await run.EndAsync());
        Assert.Equal("the first one's", await File.ReadAllTextAsync(run.Folder.Identity));
        Assert.False(File.Exists(Path.Combine(run.Work, "ran")));
        Assert.NotEqual("", await File.ReadAllTextAsync(run.Folder.SupervisorLog));
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_supervisor_that_was_killed_leaves_no_record(string supervisor)
    {
        using var run = new Supervised(_kernel, supervisor, "mkfifo gate; echo > ready; read go < gate");
        await run.LinesAsync("ready");
        ProcessSignals.Kill(run.Supervisor);

        Assert.Null(await run.EndAsync());
        Assert.True(ProcessTable.IsAlive(run.Folder.ReadIdentity()!.Agent));
    }

    [System.Runtime.InteropServices.DllImport("libc", EntryPoint = "dup")]
    private static extern int Dup(int descriptor);
}
