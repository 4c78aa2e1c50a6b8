using System.Globalization;
using Akka.Actor;
using Delegate.Actors.Processes;
using Delegate.Actors.Processes.Linux;
using Delegate.Processes.Specs.Support;

namespace Delegate.Processes.Specs.Processes;

/// <summary>
/// Agents that do what they can to leave something behind, and which means of ownership find it: the table of
/// docs/failure-modes.md, cell by cell. With all means together none of them escapes.
/// </summary>
public sealed class AdversarySpecs : ProcessSpecs
{
    /// <summary>Each line: what it does, the script that leaves one process behind (which writes its number), and who finds it alone.</summary>
    public static TheoryData<string, string, Means> Adversaries => new()
    {
        { "a plain child", "sh -c 'LIFE' &", Means.Session | Means.Ancestry | Means.Mark | Means.Cgroup },
        { "ignores TERM", "sh -c 'trap \"\" TERM; LIFE' &", Means.Session | Means.Ancestry | Means.Mark | Means.Cgroup },
        { "double fork", "( ( sh -c 'LIFE' & ) & )", Means.Session | Means.Ancestry | Means.Mark | Means.Cgroup },
        { "setsid", "setsid sh -c 'LIFE' &", Means.Ancestry | Means.Mark | Means.Cgroup },
        { "daemonise", "( ( cd /; setsid sh -c 'LIFE' < /dev/null > /dev/null 2>&1 & ) & )", Means.Ancestry | Means.Mark | Means.Cgroup },
        { "clear the environment", "env -i /bin/sh -c 'LIFE' &", Means.Session | Means.Ancestry | Means.Cgroup },
        { "daemonise and clear the environment", "( ( env -i /usr/bin/setsid /bin/sh -c 'LIFE' < /dev/null > /dev/null 2>&1 & ) & )", Means.Ancestry | Means.Cgroup },
        { "close all descriptors", "setsid sh -c 'exec 0<&- 1>&- 2>&-; LIFE' &", Means.Ancestry | Means.Mark | Means.Cgroup },
        { "lie in the mark", "( ( DELEGATE_ATTEMPT=task-000000000000/1 setsid sh -c 'LIFE' & ) & )", Means.Ancestry | Means.Cgroup },
        { "leave the control group", "for g in /sys/fs/cgroup/unified /sys/fs/cgroup; do echo $$ 2> /dev/null > $g/cgroup.procs && break; done; setsid sh -c 'LIFE' &", Means.Ancestry | Means.Mark },
    };

    [Flags]
    public enum Means
    {
        /// <summary>The supervisor's session.</summary>
        Session = 1,

        /// <summary>Descent from the supervisor, which is the subreaper.</summary>
        Ancestry = 2,

        /// <summary>The mark in the environment.</summary>
        Mark = 4,

        /// <summary>The control group.</summary>
        Cgroup = 8,
    }

    [Theory, MemberData(nameof(Adversaries))]
    public async Task Which_means_find_it_alone_is_as_the_table_says(string name, string script, Means expected)
    {
        Assert.NotEmpty(name);
        var (launch, supervisor, left) = await StartedAsync(script);
        var folder = FolderOf(launch);
        var entry = ProcessTable.Find(left.Pid)!.Value;

        var found = (entry.Session == supervisor.Pid ? Means.Session : 0)
            | (IsDescendant(entry, supervisor.Pid) ? Means.Ancestry : 0)
            | (ProcessTable.HasInEnvironment(left.Pid, AttemptLauncher.MarkOf(launch.Attempt)) ? Means.Mark : 0)
            | (AttemptCgroup.Find(launch.Attempt, folder)?.Members().Contains(left.Pid) == true ? Means.Cgroup : 0);

        Assert.Equal(AttemptCgroup.IsAvailable ? expected : expected & ~Means.Cgroup, found);
    }

    [Theory, MemberData(nameof(Adversaries))]
    public async Task With_all_of_them_it_does_not_survive_its_attempt(string name, string script, Means expected)
    {
        Assert.True(name.Length > 0 && expected != 0);
        var (launch, _, left) = await StartedAsync(script);
        var slot = NewSlot();
        slot.Tell(new ProcessProtocol.Adopt(launch.Attempt, launch.Spec));
        await RunningAsync(launch);
        slot.Tell(new ProcessProtocol.Stop(launch.Attempt, TimeSpan.FromMilliseconds(200)));

        var ended = await EndedAsync(launch);

        Assert.False(ProcessTable.IsAlive(left));
        Assert.Empty(Alive(launch));
        Assert.True(ended.Account!.Tree is { TermAt: not null, Signalled: > 1 } tree && tree.GoneAt >= tree.TermAt);
        Assert.Null(AttemptCgroup.Find(launch.Attempt, FolderOf(launch)));
    }

    [Fact]
    public async Task Who_daemonises_and_clears_its_environment_does_not_outlive_the_supervisors_death_where_there_is_a_control_group()
    {
        var (launch, supervisor, left) = await StartedAsync("( ( env -i /usr/bin/setsid /bin/sh -c 'LIFE' < /dev/null > /dev/null 2>&1 & ) & )");
        ProcessSignals.Kill(supervisor);
        await Kernel.EndAsync(supervisor);
        Native.Reap(supervisor.Pid);
        NewSlot().Tell(new ProcessProtocol.Adopt(launch.Attempt, launch.Spec));

        await EndedAsync(launch);

        // Where there is none, this is the one that escapes: with the supervisor its last tie is gone.
        Assert.Equal(!AttemptCgroup.IsAvailable, ProcessTable.IsAlive(left));
        ProcessSignals.Kill(left);
    }

    [SkippableFact]
    public async Task Who_was_put_into_the_group_from_outside_is_ended_though_the_agent_left_no_child()
    {
        Skip.IfNot(AttemptCgroup.IsAvailable, "no control group can be made here");
        var launch = NewLaunch(Gate());
        NewSlot().Tell(launch);
        await RunningAsync(launch);
        var stranger = ProcessTable.Identify(Native.SpawnInNewSession("/bin/sh", ["sh", "-c", "exec tail -f /dev/null"], ["PATH=/usr/bin:/bin"], "/dev/null"))!;
        await File.WriteAllTextAsync(Path.Combine(AttemptCgroup.Find(launch.Attempt, FolderOf(launch))!.Path, "cgroup.procs"), $"{stranger.Pid}");

        await OpenAsync();
        await EndedAsync(launch);

        Assert.True(FolderOf(launch).ReadExitRecord()!.LeftNobody);
        Assert.False(ProcessTable.IsAlive(stranger));
        Native.Reap(stranger.Pid);
    }

    [Fact]
    public async Task Who_forks_in_a_loop_is_ended_with_all_that_it_forked()
    {
        var launch = NewLaunch($$"""
            trap '' TERM
            n=0
            while [ $n -lt 300 ]; do n=$((n + 1)); ( trap '' TERM; exec tail -f /dev/null ) & done
            echo > many
            while :; do n=$((n + 1)); [ $n -gt 3000 ] || ( trap '' TERM; exec tail -f /dev/null ) & done
            """);
        var slot = NewSlot();
        slot.Tell(launch);
        await RunningAsync(launch);
        await LinesAsync("many");
        slot.Tell(new ProcessProtocol.Stop(launch.Attempt, TimeSpan.FromMilliseconds(200)));

        var ended = await EndedAsync(launch);

        Assert.Empty(Alive(launch));
        Assert.NotNull(ended.Account!.Tree!.KillAt);
        Assert.InRange(ended.Account.Tree.Signalled, 300, 4000);
    }

    private async Task<(ProcessProtocol.Launch Launch, ProcessIdentity Supervisor, ProcessIdentity Left)> StartedAsync(string script)
    {
        var life = $"echo $$ > {Work}/left.part; mv {Work}/left.part {Work}/left; while :; do tail -f /dev/null; done";
        // Its parents end at once, so it is an orphan by the time it has said its number.
        var launch = NewLaunch($"{script.Replace("LIFE", life, StringComparison.Ordinal)}\n{Gate()}");
        var folder = FolderOf(launch);
        folder.Create(launch.Spec.Prompt);
        var command = Services.Agents.Find(launch.Spec.Agent).Command(launch.Spec, launch.SessionId, false, folder.Prompt, Options);
        var supervisor = AttemptLauncher.Start(launch.Attempt, launch.Spec, command, folder);
        await AtGateAsync();
        var left = ProcessTable.Identify(int.Parse((await LinesAsync("left"))[0], CultureInfo.InvariantCulture))!;
        return (launch, supervisor, left);
    }

    private static bool IsDescendant(ProcessEntry entry, int ancestor)
    {
        for (ProcessEntry? at = entry; at is { Parent: > 1 } here; at = ProcessTable.Find(here.Parent))
            if (here.Parent == ancestor)
                return true;
        return false;
    }
}
