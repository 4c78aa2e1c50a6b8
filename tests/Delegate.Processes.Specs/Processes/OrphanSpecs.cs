using System.Globalization;
using Delegate.Actors.Processes;
using Delegate.Actors.Processes.Linux;
using Delegate.Contracts;
using Delegate.Processes.Specs.Support;

namespace Delegate.Processes.Specs.Processes;

/// <summary>Processes of attempts that are over: counted, ended at the host's start, and told from everybody else's.</summary>
public sealed class OrphanSpecs : ProcessSpecs
{
    [Fact]
    public async Task What_lives_on_of_an_ended_task_is_counted_and_ended()
    {
        var (launch, supervisor) = await StartedAsync($"( ( env -i /usr/bin/setsid /bin/sh -c 'echo $$ > {Work}/left; exec tail -f /dev/null' & ) & )\n{Gate()}");
        await AtGateAsync();
        var left = ProcessTable.Identify(int.Parse((await LinesAsync("left"))[0], CultureInfo.InvariantCulture))!;
        var orphans = new Orphans(Services, id => Task(id, TaskPhase.Failed, 1));

        Assert.InRange(orphans.Count(), 2, 3); // the shell, its child, and tail
        Assert.InRange(await orphans.ReapAsync(default).InTime(), 2, 3);

        Assert.Equal(0, orphans.Count());
        Assert.False(ProcessTable.IsAlive(left));
        await Kernel.EndAsync(supervisor);
        Assert.Null(AttemptCgroup.Find(launch.Attempt, FolderOf(launch)));
    }

    [Theory, InlineData(TaskPhase.Running, 1, true), InlineData(TaskPhase.Running, 2, false), InlineData(TaskPhase.Succeeded, 1, false), InlineData(null, 0, true)]
    public async Task Only_what_is_over_is_touched_and_what_nobody_knows_is_left_to_its_owner(TaskPhase? phase, int attempt, bool lives)
    {
        var (_, supervisor) = await StartedAsync(Gate());
        await AtGateAsync();
        var orphans = new Orphans(Services, id => phase is { } known ? Task(id, known, attempt) : null);

        await orphans.ReapAsync(default).InTime();

        Assert.Equal(lives, ProcessTable.IsAlive(supervisor) && new ProcessTree(Attempt(supervisor), supervisor, Kernel, TimeProvider.System).Find().Count > 0);
    }

    [Fact]
    public async Task A_supervisor_of_another_attempt_is_no_member_even_as_a_descendant()
    {
        // As when an agent's own client has started a host, and the host has gone: what it had started is an orphan, and
        // comes to the first agent's supervisor. (A host leaves an agent's control group when it starts: so does this one.)
        var other = NewLaunch(Gate("other"));
        var folder = FolderOf(other);
        folder.Create(other.Spec.Prompt);
        var program = SupervisorProgram.OfThisMachine;
        Assert.StartsWith("/proc/", program.Path, StringComparison.Ordinal);
        var (launch, supervisor) = await StartedAsync(
            $"( for g in /sys/fs/cgroup/unified /sys/fs/cgroup; do echo 0 2> /dev/null > $g/cgroup.procs && break; done; DELEGATE_ATTEMPT={other.Attempt} setsid {program.Path} {folder.Path} /dev/null {Work} {ProcessTable.BootId} '' '' 0 /bin/sh {folder.Prompt} & )\n{Gate()}");
        await AtGateAsync();
        await AtGateAsync("other");
        var its = folder.ReadIdentity()!;

        await new ProcessTree(launch.Attempt, supervisor, Kernel, TimeProvider.System, FolderOf(launch)).EndAsync(TimeSpan.Zero, default).InTime();

        Assert.Equal(supervisor.Pid, ProcessTable.Find(its.Supervisor)!.Value.Parent);
        Assert.True(ProcessTable.IsAlive(its.Supervisor) && ProcessTable.IsAlive(its.Agent));
        ProcessSignals.Kill(its.Agent);
        ProcessSignals.Kill(its.Supervisor);
    }

    private static TaskView Task(TaskId id, TaskPhase phase, int attempt) => new()
    {
        Id = id, GraphId = "graph-1", Agent = AgentNames.Shell, Summary = "", Cwd = "/", Priority = Priority.P2, Phase = phase,
        Attempt = attempt, CreatedAt = DateTimeOffset.UnixEpoch,
    };

    private static AttemptKey Attempt(ProcessIdentity process) => AttemptKey.TryParse(ProcessTable.InEnvironment(process.Pid, AttemptLauncher.MarkVariable))!.Value;

    private Task<(ProcessProtocol.Launch Launch, ProcessIdentity Supervisor)> StartedAsync(string script)
    {
        var launch = NewLaunch(script);
        var folder = FolderOf(launch);
        folder.Create(script);
        var command = Services.Agents.Find(launch.Spec.Agent).Command(launch.Spec, launch.SessionId, false, folder.Prompt, Options);
        return System.Threading.Tasks.Task.FromResult((launch, AttemptLauncher.Start(launch.Attempt, launch.Spec, command, folder)));
    }
}
