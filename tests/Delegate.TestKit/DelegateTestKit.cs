using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Delegate.Actors.Agents;
using Delegate.Actors.Dag;
using Delegate.Actors.Hosting;
using Delegate.Actors.Processes;
using Delegate.Actors.Projections;
using Delegate.Actors.Scaling;
using Delegate.Actors.Tasks;
using Delegate.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Delegate.TestKit;

/// <summary>
/// The production actors over a real SQLite journal, in memory or on disk, in a folder of their own, with virtual time and agents that are
/// played by the spec: <see cref="Agents"/> sees every command to a process, and answers with facts.
/// </summary>
/// <param name="journal">Where the journal is kept.</param>
public abstract class DelegateTestKit(JournalIn journal = JournalIn.Memory) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TempHome _temp = new(journal);
    private IHost? _host;

    /// <summary>The data folder; survives <see cref="RestartAsync"/>.</summary>
    public DelegateHome Home => _temp.Home;

    /// <summary>Time as the actors see it; survives <see cref="RestartAsync"/>.</summary>
    public VirtualClock Clock { get; } = new();

    /// <summary>The machine as the scaler sees it.</summary>
    public SteadyMachine Machine { get; } = new();

    /// <summary>What an agent is expected to take of which nothing is known.</summary>
    public Footprint Stranger { get; set; } = new(0.25, 64L << 20, false);

    /// <summary>What the agents take, as the scaler sees it.</summary>
    public ScriptedMeter Meter { get; } = new();

    /// <summary>How often the scaler has said that no agent has run for a while.</summary>
    public int Rests { get; private set; }

    /// <summary>The host's settings; change them before the first use, or before <see cref="RestartAsync"/>.</summary>
    public DelegateOptions Options { get; set; } = new() { SpawnGap = TimeSpan.Zero, MaxSettling = 1_000 };

    /// <summary>Bounds of a submission.</summary>
    public DagLimits Limits { get; set; } = new();

    /// <summary>Akka's own kit, over the running system.</summary>
    public Akka.TestKit.Xunit2.TestKit Kit { get; private set; } = null!;

    /// <summary>Every command to an agent process arrives here; reply to its sender with a fact.</summary>
    public TestProbe Agents { get; private set; } = null!;

    /// <summary>The running actors' feed.</summary>
    public LiveFeed Feed { get; private set; } = null!;

    /// <summary>Questions to the read model.</summary>
    public TaskQueries Queries => new(new ReadModel(Home));

    /// <summary>The actor registered under a key.</summary>
    public IActorRef Actor<TKey>() => _host!.Services.GetRequiredService<ActorRegistry>().Get<TKey>();

    /// <inheritdoc/>
    public Task InitializeAsync() => StartAsync();

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await StopAsync();
        _temp.Dispose();
    }

    /// <summary>
    /// A second life over the same folder and clock. The first one is cut off: no actor is asked to finish, and what it
    /// had not stored is gone, as after kill -9.
    /// </summary>
    /// <param name="meanwhile">Done while nobody has the folder open.</param>
    public async Task RestartAsync(Action? meanwhile = null)
    {
        await StopAsync();
        meanwhile?.Invoke();
        await StartAsync();
    }

    /// <summary>Submits tasks and returns what the coordinator answers.</summary>
    public async Task<DagProtocol.SubmitAnswer> SubmitAsync(params TaskRequest[] tasks) =>
        await Actor<DagCoordinatorKey>().Ask<DagProtocol.SubmitAnswer>(
            new DagProtocol.Submit(new() { Tasks = tasks }, $"graph-{Guid.NewGuid():N}", [.. tasks.Select(_ => TaskId.New())]), Patience);

    /// <summary>Submits one task and returns its id.</summary>
    public async Task<TaskId> SubmitOneAsync(string prompt = "do it", params DependencyRequest[] after) =>
        Assert.Single((await SubmitAsync(NewTask(prompt) with { After = after })).Reply!.Tasks).Id;

    /// <summary>A task that is complete but for what the spec is about.</summary>
    public static TaskRequest NewTask(string prompt = "do it", string? key = null) =>
        new() { Prompt = prompt, Key = key, Agent = AgentNames.Shell, Cwd = "/" };

    /// <summary>The view of a task, with everything in it that was stored before.</summary>
    public async Task<TaskView?> ViewAsync(TaskId id)
    {
        await Actor<ProjectorKey>().Ask<ReadModelProjectorActor.Passed>(ReadModelProjectorActor.Barrier.Instance, Patience);
        return Queries.Find(id)?.View;
    }

    /// <summary>Waits for the next launch of any task, says that its process runs, and waits until that is stored.</summary>
    public async Task<(ProcessProtocol.Launch Launch, IActorRef Slot)> AgentStartsAsync()
    {
        var launch = await Agents.ExpectMsgAsync<ProcessProtocol.Launch>(Patience);
        var slot = Agents.LastSender;
        slot.Tell(new ProcessProtocol.Running(launch.Attempt, FakeIdentity(launch.Attempt), false));
        await AwaitPhaseAsync(launch.Spec.Id, TaskPhase.Running);
        return (launch, slot);
    }

    /// <summary>An agent that has run well; <paramref name="result"/> is its answer.</summary>
    public static ProcessProtocol.Ended EndedWell(AttemptKey attempt, string? result = null) =>
        new(attempt, new(0, null), new(new(OutcomeCodes.Succeeded, "Done.", 0), result));

    /// <summary>An agent that has failed.</summary>
    public static ProcessProtocol.Ended EndedBadly(AttemptKey attempt, int exitCode = 1) =>
        new(attempt, new(exitCode, null), new(new(OutcomeCodes.AgentError, $"It exited with status {exitCode}.", exitCode)));

    /// <summary>An identity that no process has.</summary>
    public static AttemptIdentity FakeIdentity(AttemptKey attempt) => new(new(1_000_000, attempt.Number, "boot"), new(1_000_001, attempt.Number, "boot"));

    /// <summary>Waits until a task has a phase; fails, with the view, when it ends in another one.</summary>
    public async Task<TaskView> AwaitPhaseAsync(TaskId id, TaskPhase phase)
    {
        using var subscription = Feed.Subscribe([id]);
        var view = await ViewAsync(id);
        using var patience = new CancellationTokenSource(Patience);
        while (view?.Phase != phase)
        {
            Assert.False(view?.Phase.IsTerminal(), $"{id} was to be {phase}; it is {view}");
            view = (await subscription.Changes.ReadAsync(patience.Token)).View;
        }
        return view;
    }

    /// <summary>Waits until a task's view is as wanted.</summary>
    public async Task<TaskView> AwaitAsync(TaskId id, Func<TaskView, bool> condition)
    {
        using var subscription = Feed.Subscribe([id]);
        var view = await ViewAsync(id);
        using var patience = new CancellationTokenSource(Patience);
        while (view is null || !condition(view))
            view = (await subscription.Changes.ReadAsync(patience.Token)).View;
        return view;
    }

    /// <summary>
    /// A barrier: whatever these tasks have told the coordinator is handled and stored when this returns. A view may show an
    /// event a moment before its actor has acted on it: the projector reads the journal itself.
    /// </summary>
    public async Task CoordinatorHasHeardAsync(params TaskId[] tasks)
    {
        // A task's actor answers nothing between the store of an event and its effects.
        foreach (var id in tasks)
            await Actor<TasksKey>().Ask<TaskProtocol.EndDescription>(new TaskProtocol.DescribeEnd(id), Patience);
        await Actor<DagCoordinatorKey>().Ask<DagProtocol.QueuesDescription>(new DagProtocol.DescribeQueues(), Patience);
    }

    /// <summary>What the scaler says of the machine and of these tasks, once the coordinator has offered it all that it has answered for.</summary>
    public async Task<ScalingProtocol.Capacity> CapacityAsync(params TaskId[] queued)
    {
        await Actor<DagCoordinatorKey>().Ask<DagProtocol.QueuesDescription>(new DagProtocol.DescribeQueues(), Patience);
        return await Actor<ScalerKey>().Ask<ScalingProtocol.Capacity>(new ScalingProtocol.DescribeCapacity(queued), Patience);
    }

    private async Task StartAsync()
    {
        Feed = new LiveFeed();
        _host = new HostBuilder().ConfigureServices(services => services.AddAkka("delegate", builder =>
        {
            builder.WithDelegateSettings()
                // Its clock is the spec's, and a recovery that the spec's own time overtakes is none that hangs.
                .AddHocon("akka.persistence.journal.sql.recovery-event-timeout = 100d", HoconAddMode.Prepend)
                .AddHocon("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"", HoconAddMode.Prepend)
                .AddHocon(TestKitBase.DefaultConfig, HoconAddMode.Append);
            builder.WithSqliteJournal(Home)
                .WithActors((system, _) =>
                {
                    Kit = new Akka.TestKit.Xunit2.TestKit(system);
                    Agents = Kit.CreateTestProbe("agents");
                })
                .WithDelegateActors(new(
                    Home, Options, Limits, Feed, Clock.Time, Machine, _ => Stranger,
                    facts => Props.Create(() => new ScriptedSlotActor(Agents, facts)), Meter) { AtRest = () => Rests++ });
        })).Build();
        await _host.StartAsync();
    }

    private async Task StopAsync()
    {
        if (_host is null)
            return;
        await Kit.Sys.Terminate();
        await _host.StopAsync();
        _host.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
    }
}
