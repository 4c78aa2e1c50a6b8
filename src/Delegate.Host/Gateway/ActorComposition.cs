using Akka.Actor;
using Akka.Hosting;
using Delegate.Actors.Agents;
using Delegate.Actors.Dag;
using Delegate.Actors.Hosting;
using Delegate.Actors.Processes;
using Delegate.Actors.Processes.Linux;
using Delegate.Actors.Projections;
using Delegate.Actors.Scaling;
using Delegate.Contracts;
using Delegate.Host.Door;
using Delegate.Host.Flows;
using Delegate.Host.Lifecycle;
using Delegate.Host.Notifications;
using Delegate.Host.Telemetry;

namespace Delegate.Host.Gateway;

/// <summary>The actor system of a host, and the gateway to it as the host's <see cref="IDelegateClient"/>.</summary>
internal static class ActorComposition
{
    /// <exception cref="DelegateException">The journal cannot be used.</exception>
    public static IServiceCollection AddDelegateActors(this IServiceCollection services, DelegateHome home, DelegateOptions options)
    {
        var limits = new DagLimits(options.MaxTasks, options.MaxDependencies, options.MaxDepth)
        {
            DelegationDepth = options.DelegationDepth, DelegationsPerTask = options.DelegationsPerTask,
        };
        var (feed, agents) = (new LiveFeed(), AgentAdapters.Standard());
        services
            .AddSingleton<KernelEvents>()
            .AddSingleton(feed)
            .AddSingleton(agents)
            .AddSingleton<IMachineReadings>(provider => new LinuxMachineReadings(provider.GetRequiredService<TimeProvider>(), home.Path))
            .AddSingleton(provider => new ProcessServices(
                home, provider.GetRequiredService<KernelEvents>(), agents, options, provider.GetRequiredService<TimeProvider>())
            {
                MemoryCeiling = () => new SlotPolicy(options).Ceiling(provider.GetRequiredService<IMachineReadings>().Read()),
            })
            .AddSingleton<MemoryAtRest>()
            .AddSingleton<AttemptLogs>()
            .AddSingleton(provider => new Orphans(provider.GetRequiredService<ProcessServices>(), id => new TaskQueries(new ReadModel(home)).Find(id)?.View))
            .AddHostedService<OrphanSweep>()
            .AddSingleton(new OutputBudget(home, (long)options.OutputBudgetMb << 20))
            .AddHostedService<OutputBudgetKeeper>()
            .AddSingleton(provider => new TaskMetrics(feed, new TaskQueries(new ReadModel(home)), provider.GetRequiredService<TimeProvider>()))
            .AddSingleton(provider => new TaskTraces(
                feed, new TaskQueries(new ReadModel(home)), new HistoryReader(home, new TaskQueries(new ReadModel(home))), provider.GetRequiredService<TimeProvider>()))
            .AddSingleton(provider => new Senders(provider.GetRequiredService<TimeProvider>(), Environment.GetEnvironmentVariable))
            .AddSingleton(provider => new Notifier(
                home, new NewsReader(home, new TaskQueries(new ReadModel(home))), feed, provider.GetRequiredService<Senders>(), provider.GetRequiredService<TimeProvider>(),
                cancel => ((ActorGateway)provider.GetRequiredService<IDelegateClient>()).ViewsReadyAsync(cancel),
                provider.GetRequiredService<ILogger<Notifier>>()))
            .AddHostedService(provider => provider.GetRequiredService<Notifier>()) // before the actors: it looks where the journal ends
            .AddSingleton<IDelegateClient>(provider => new ActorGateway(provider.GetRequiredService<ActorRegistry>(), new()
            {
                Home = home,
                Options = options,
                Limits = limits,
                AgentNames = agents.Names,
                Queries = new TaskQueries(new ReadModel(home)),
                ScheduleQueries = new ScheduleQueries(new ReadModel(home)),
                Inbox = new InboxQueries(new ReadModel(home)),
                Feed = feed,
                History = new HistoryReader(home, new TaskQueries(new ReadModel(home))),
                Past = new PastReader(home, new TaskQueries(new ReadModel(home))),
                Output = new TaskOutput(home),
                Time = provider.GetRequiredService<TimeProvider>(),
                Identity = provider.GetRequiredService<HostIdentity>(),
                ReadFlow = FlowReader.Read,
                ReadLogs = (task, query, ended, cancel) => provider.GetRequiredService<AttemptLogs>()
                    .ReadAsync(new(task.Id, task.Attempt), task.Agent, query, ended, cancel),
                CountOrphans = provider.GetRequiredService<Orphans>().Count,
                Door = provider.GetRequiredService<TcpDoor>(),
                Notifier = provider.GetRequiredService<Notifier>(),
                StopHost = provider.GetRequiredService<IHostApplicationLifetime>().StopApplication,
            }));

        return services.AddAkka("delegate", (builder, provider) => builder
            .ConfigureLoggers(loggers =>
            {
                loggers.ClearLoggers();
                loggers.AddLoggerFactory();
            })
            .WithDelegateSettings()
            .WithSqliteJournal(home, provider.GetRequiredService<TimeProvider>())
            .WithDelegateActors(new(
                home, options, limits, feed, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IMachineReadings>(),
                name => agents.Find(name).Expected,
                facts => ClaudeProcessActor.CreateProps(provider.GetRequiredService<ProcessServices>(), facts),
                new LinuxAttemptMeter(home, provider.GetRequiredService<TimeProvider>()))
            {
                PrepareScheduled = request => ((ActorGateway)provider.GetRequiredService<IDelegateClient>()).Prepare(request),
                AtRest = provider.GetRequiredService<MemoryAtRest>().Give,
            }));
    }
}
