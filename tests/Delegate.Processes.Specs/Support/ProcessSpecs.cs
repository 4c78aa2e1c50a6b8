using Akka.Actor;
using Akka.TestKit;
using Delegate.Actors.Agents;
using Delegate.Actors.Processes;
using Delegate.Actors.Processes.Linux;
using Delegate.Actors.Tasks;
using Delegate.Contracts;

namespace Delegate.Processes.Specs.Support;

/// <summary>
/// The slot's actor over real processes: a data folder of its own, a probe for the task and one for the scaler. What a
/// spec has started and left behind is ended after it, found as the product finds it: by the attempt's mark.
/// </summary>
public abstract class ProcessSpecs : Akka.TestKit.Xunit2.TestKit, IAsyncLifetime
{
    private readonly TempFolder _temp = new();
    private readonly List<AttemptKey> _attempts = [];

    protected ProcessSpecs()
    {
        (Work, Facts, Scaler) = (_temp.Folder("work"), CreateTestProbe("facts"), CreateTestProbe("scaler"));
        Facts.IgnoreMessages(fact => fact is ProcessProtocol.Progressed); // a spec about these wants them: IgnoreNoMessages
    }

    /// <summary>Where the agents work.</summary>
    protected string Work { get; }

    protected TestProbe Facts { get; }

    protected TestProbe Scaler { get; }

    protected DelegateOptions Options { get; set; } = new() { KillGrace = TimeSpan.FromMilliseconds(300) };

    protected KernelEvents Kernel { get; private set; } = new();

    protected TimeProvider Time { get; set; } = TimeProvider.System;

    protected string Git { get; set; } = "git";

    /// <summary>Bytes that one agent may take.</summary>
    protected Func<long>? Ceiling { get; set; }

    protected ProcessServices Services => new(new(_temp.File("home")), Kernel, AgentAdapters.Standard(), Options, Time) { Git = Git, MemoryCeiling = Ceiling };

    public Task InitializeAsync() => Task.CompletedTask;

    async Task IAsyncLifetime.DisposeAsync()
    {
        await Sys.Terminate();
        foreach (var attempt in _attempts)
            await new ProcessTree(attempt, null, Kernel, TimeProvider.System, AttemptFolder.Of(Services.Home, attempt)).EndAsync(TimeSpan.Zero, default).InTime();
        Kernel.Dispose();
        _temp.Dispose();
    }

    /// <summary>A slot with nothing in it.</summary>
    protected IActorRef NewSlot() => Scaler.ChildActorOf(ClaudeProcessActor.CreateProps(Services, Facts));

    /// <summary>The host is gone at once, and another one begins: another actor, other watches, the same folder.</summary>
    protected async Task<IActorRef> CrashAsync(IActorRef slot, Func<Task>? meanwhile = null)
    {
        await slot.GracefulStop(Patience.Long);
        Kernel.Dispose();
        Kernel = new();
        await (meanwhile?.Invoke() ?? Task.CompletedTask);
        return NewSlot();
    }

    /// <summary>The launch of a task that nobody has launched before.</summary>
    protected ProcessProtocol.Launch NewLaunch(string prompt, string agent = AgentNames.Shell, string? cwd = null)
    {
        var id = TaskId.New();
        _attempts.Add(new(id, 1));
        return new(new(id, 1), new() { Id = id, GraphId = "graph-1", Agent = agent, Prompt = prompt, Cwd = cwd ?? Work }, "5f0c1d1e-0000-4000-8000-000000000001");
    }

    protected async Task<ProcessProtocol.Running> RunningAsync(ProcessProtocol.Launch launch)
    {
        var running = await Facts.ExpectMsgAsync<ProcessProtocol.Running>(Patience.Long);
        Assert.Equal(launch.Attempt, running.Attempt);
        return running;
    }

    /// <summary>Waits for the fact, and for the slot to be given back.</summary>
    protected async Task<ProcessProtocol.Ended> EndedAsync(ProcessProtocol.Launch launch)
    {
        var ended = await Facts.ExpectMsgAsync<ProcessProtocol.Ended>(Patience.Long);
        Assert.Equal(launch.Attempt, ended.Attempt);
        Assert.Equal(launch.Attempt, (await Scaler.ExpectMsgAsync<SlotProtocol.Freed>(Patience.Long)).Attempt);
        return ended;
    }

    internal AttemptFolder FolderOf(ProcessProtocol.Launch launch) => AttemptFolder.Of(Services.Home, launch.Attempt);

    /// <summary>Everybody but the supervisor, which writes its record as the last thing before its own end.</summary>
    internal IReadOnlyList<ProcessIdentity> Alive(ProcessProtocol.Launch launch)
    {
        var supervisor = SupervisorPid(FolderOf(launch));
        return [.. new ProcessTree(launch.Attempt, null, Kernel, TimeProvider.System, FolderOf(launch)).Find().Where(process => process.Pid != supervisor)];
    }

    /// <summary>As it wrote it itself, whether or not the agent came so far as to write its own line.</summary>
    private static int? SupervisorPid(AttemptFolder folder) => !File.Exists(folder.Identity) ? null
        : File.ReadLines(folder.Identity).Where(line => line.StartsWith("supervisor ", StringComparison.Ordinal))
            .Select(line => (int?)int.Parse(line.Split(' ')[1], null)).FirstOrDefault();

    /// <summary>Lines that the agent wrote into a file of its folder.</summary>
    protected Task<string[]> LinesAsync(string file, int atLeast = 1) => TempFolder.LinesAsync(Kernel, Path.Combine(Work, file), atLeast);

    /// <summary>A line that stands in the agent's script where it is to wait: made, said, and opened by <see cref="OpenAsync"/>.</summary>
    protected static string Gate(string name = "gate") => $"mkfifo {name}; echo >> {name}.ready; read go < {name}";

    protected async Task AtGateAsync(string name = "gate") => await LinesAsync($"{name}.ready");

    protected async Task OpenAsync(string name = "gate") => await Shell.RunAsync($"echo go > '{Path.Combine(Work, name)}'");

    /// <summary>The launch of a task for the scripted stand-in of <c>claude</c>, in a session of its own.</summary>
    protected ProcessProtocol.Launch NewFakeLaunch(string prompt, string? session = null)
    {
        Options = Options with { ClaudePath = Path.Combine(AppContext.BaseDirectory, "fake-agent") };
        return NewLaunch(prompt, AgentNames.Claude) with { SessionId = session ?? Guid.NewGuid().ToString() };
    }

    protected Task<string> ProgramAsync(string name, string text) => _temp.ProgramAsync(name, text);

    protected string NewFolder(string name) => _temp.Folder(name);
}
