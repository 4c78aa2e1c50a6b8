using System.Reflection;
using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Akka.Pattern;
using Akka.Persistence.Sql;
using Delegate.Actors.Agents;
using Delegate.Actors.Dag;
using Delegate.Actors.Inbox;
using Delegate.Actors.Projections;
using Delegate.Actors.Scaling;
using Delegate.Actors.Scheduling;
using Delegate.Actors.Serialization;
using Delegate.Actors.Tasks;
using Delegate.Contracts;

namespace Delegate.Actors.Hosting;

/// <summary>
/// How the actors stand together on one machine. Specs and the host use the same methods; they differ in the journal
/// and the clock only. In a cluster the parent of the tasks becomes a shard region, and the coordinator a singleton.
/// </summary>
public static class AkkaSetup
{
    /// <summary>Reads a file of <c>hocon/</c>, which travels inside the assembly.</summary>
    public static Config Hocon(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"hocon/{name}.conf")
            ?? throw new ArgumentException($"There is no hocon/{name}.conf.", nameof(name));
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }

    /// <summary>Akka's settings, and the serializer of the journal as the only one that may write to it.</summary>
    public static AkkaConfigurationBuilder WithDelegateSettings(this AkkaConfigurationBuilder builder) => builder
        .AddHocon(Hocon("akka"), HoconAddMode.Prepend)
        .WithCustomSerializer("delegate-journal", [typeof(IJournaled)], system => new JournalSerializer(system))
        .WithStrictSerialization();

    /// <summary>The journal in <c>delegate.db</c>. Throws <see cref="DelegateException"/> when the file cannot be used.</summary>
    public static AkkaConfigurationBuilder WithSqliteJournal(this AkkaConfigurationBuilder builder, DelegateHome home, TimeProvider? time = null)
    {
        SqliteJournal.Prepare(home);
        builder.AddSetup(SqliteJournal.Connect(home));
        builder.AddSetup(new JournalSetup(home, time ?? TimeProvider.System));
        return builder
            .AddHocon(Hocon("sqlite"), HoconAddMode.Prepend)
            .AddHocon(SqlPersistence.DefaultConfiguration, HoconAddMode.Append);
    }

    /// <summary>All actors of one machine.</summary>
    public static AkkaConfigurationBuilder WithDelegateActors(this AkkaConfigurationBuilder builder, ActorSettings settings) => builder
        .WithActors((system, registry) =>
        {
            var projector = system.ActorOf(
                ReadModelProjectorActor.CreateProps(settings.Home, settings.Feed).WithDispatcher("akka.actor.internal-dispatcher"), "projector");
            registry.Register<ProjectorKey>(projector);

            // Three actors that each know the other two: the last one made is filled in when it is there.
            var (tasks, scaler, coordinator) = (new LateRef(), new LateRef(), new LateRef());
            var taskSettings = new TaskSettings(settings.Time, settings.Options.KillGrace, Random.Shared.NextDouble, settings.Options.ResultBudgetKb * 1024);
            tasks.Set(system.ActorOf(EntityParent.CreateProps(
                new TaskMessageExtractor(),
                id => TaskActor.CreateProps(TaskId.Parse(id), new(coordinator.Value, scaler.Value, projector, tasks.Value), taskSettings)), "tasks"));
            scaler.Set(system.ActorOf(ScalerActor.CreateProps(new(
                () => coordinator.Value, settings.SlotProps(tasks.Value), settings.FootprintOf, settings.Readings, settings.Options, settings.Time)
            {
                Meter = settings.Meter,
                Footprints = system.ActorOf(Supervised(FootprintActor.CreateProps(() => scaler.Value, projector)), "footprints"),
                Tasks = tasks.Value,
                DecisionsFile = settings.Home.DecisionsFile,
                AtRest = settings.AtRest,
            }), "scaler"));
            var scheduler = new LateRef();
            var schedules = system.ActorOf(EntityParent.CreateProps(
                new ScheduleMessageExtractor(),
                id => ScheduleActor.CreateProps(
                    ScheduleId.Parse(id), new(coordinator.Value, tasks.Value, scheduler.Value, projector, settings.PrepareScheduled), settings.Time)), "schedules");
            scheduler.Set(system.ActorOf(Supervised(ScheduleManagerActor.CreateProps(schedules, settings.Time)), "scheduler"));
            coordinator.Set(system.ActorOf(
                Supervised(DagCoordinatorActor.CreateProps(new(tasks.Value, scaler.Value, projector, scheduler.Value), settings.Limits, settings.Time)), "dag"));

            registry.Register<InboxKey>(system.ActorOf(Supervised(InboxActor.CreateProps()), "inbox"));
            registry.Register<TasksKey>(tasks.Value);
            registry.Register<ScalerKey>(scaler.Value);
            registry.Register<DagCoordinatorKey>(coordinator.Value);
            registry.Register<ScheduleManagerKey>(scheduler.Value);
        });

    /// <summary>
    /// A persistent actor stops when its journal refuses a write (a full disk, say). It comes back, slower each time,
    /// with what is really stored.
    /// </summary>
    private static Props Supervised(Props coordinator) => BackoffSupervisor.Props(
        Backoff.OnStop(coordinator, "coordinator", TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10), randomFactor: 0.2, maxNrOfRetries: -1));
}

/// <summary>What the actors need from outside.</summary>
/// <param name="FootprintOf">What an agent is expected to take of the machine, by its name.</param>
/// <param name="Meter">Looks at what the agents take; null = nobody does.</param>
/// <param name="SlotProps">Makes the actor that owns one agent process; it tells its facts to the given reference.</param>
public sealed record ActorSettings(
    DelegateHome Home, DelegateOptions Options, DagLimits Limits, LiveFeed Feed, TimeProvider Time, IMachineReadings Readings,
    Func<string, Footprint> FootprintOf, Func<IActorRef, Props> SlotProps, IAttemptMeter? Meter = null)
{
    /// <summary>Fills in the host's defaults in what a schedule submits, and refuses what nobody need ask the coordinator about.</summary>
    public Func<SubmitRequest, PreparedSubmission> PrepareScheduled { get; init; } = request => new(request);

    /// <summary>Called once whenever no agent has run for a while.</summary>
    public Action? AtRest { get; init; }
}

/// <summary>A reference that is set once, right after its actor is made. Who asks before that waits for that moment.</summary>
internal sealed class LateRef
{
    private readonly TaskCompletionSource<IActorRef> _set = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IActorRef Value => _set.Task.GetAwaiter().GetResult();

    public void Set(IActorRef actor) => _set.SetResult(actor);
}
