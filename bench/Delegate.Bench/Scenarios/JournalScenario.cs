using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using Akka.Hosting;
using Akka.Persistence;
using Delegate.Actors.Hosting;
using Delegate.Actors.Tasks;
using Delegate.Contracts;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Delegate.Bench.Scenarios;

/// <summary>
/// The host's own journal, with its serializer, settings and file, in this process: a thousand actors, each of which
/// stores its next event when the last one is stored. Once into an empty file, once into one that holds a million.
/// </summary>
internal static class JournalScenario
{
    private const int ActorCount = 1_000;
    private const int Each = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static async Task RunAsync(Ground ground)
    {
        var million = ground.Options.Large(1_000_000);
        await using var empty = await Journal.OpenAsync(ground, "empty", 0);
        await using var full = await Journal.OpenAsync(ground, "full", million);
        var figures = await Measure.InterleavedAsync(ground.Options.Rounds,
        [
            new("into a journal that was empty", async () => [await empty.RateAsync()]),
            new($"into one with {million:N0} events", async () => [await full.RateAsync()]),
        ]);
        Table.Print([$"{ActorCount:N0} actors at once, {Each} events each", "events/s", ""], figures.Select(each => new[] { each.Name, each.Spread(0, "0"), Table.Ratio(each.Median(0), figures[0].Median(0)) }));
        ground.Verdicts.Add(new(Goals.Journal, Text(figures[0]), null, figures[0].Median(0)));
        ground.Verdicts.Add(new(Goals.JournalFall, Text(figures[1]), Text(figures[0]), figures[1].Median(0) / figures[0].Median(0)));

        static string Text(Figures of) => string.Create(CultureInfo.InvariantCulture, $"{of.Median(0):0}/s");
    }

    private sealed class Journal(IHost host) : IAsyncDisposable
    {
        /// <param name="events">As many are in it before, as the journal itself has written them, under other names.</param>
        public static async Task<Journal> OpenAsync(Ground ground, string name, int events)
        {
            var home = new DelegateHome(ground.Folder(name));
            var journal = new Journal(await StartAsync(home));
            if (events == 0)
                return journal;
            await journal.RateAsync();
            await journal.DisposeAsync();
            Repeat(home, events);
            return new(await StartAsync(home));
        }

        public async Task<double> RateAsync()
        {
            var system = host.Services.GetRequiredService<ActorSystem>();
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var left = ActorCount;
            Action ended = () =>
            {
                if (Interlocked.Decrement(ref left) == 0)
                    done.TrySetResult();
            };
            var actors = Enumerable.Range(0, ActorCount).Select(_ => system.ActorOf(Props.Create(() => new Writer(TaskId.New(), Each, ended)))).ToList();
            await Task.WhenAll(actors.Select(actor => actor.Ask<bool>(Writer.Recovered.Instance, Patience)));
            var since = Stopwatch.GetTimestamp();
            foreach (var actor in actors)
                actor.Tell(Writer.Next.Instance);
            await done.Task.WaitAsync(Patience);
            var took = Stopwatch.GetElapsedTime(since);
            await Task.WhenAll(actors.Select(actor => actor.GracefulStop(Patience)));
            return ActorCount * Each / took.TotalSeconds;
        }

        public async ValueTask DisposeAsync()
        {
            var tables = Console.Out;
            Console.SetOut(TextWriter.Null); // Akka says there that it shuts down, when its loggers have gone
            await host.StopAsync();
            host.Dispose();
            Console.SetOut(tables);
            SqliteConnection.ClearAllPools();
        }

        private static async Task<IHost> StartAsync(DelegateHome home)
        {
            var builder = new HostBuilder();
            builder.ConfigureServices(services => services.AddLogging().AddAkka("bench", akka => akka
                .ConfigureLoggers(loggers =>
                {
                    loggers.ClearLoggers();
                    loggers.AddLoggerFactory(); // which has nobody to tell: stdout is the tables'
                })
                .WithDelegateSettings()
                .WithSqliteJournal(home)));
            return await builder.StartAsync();
        }

        private static void Repeat(DelegateHome home, int events)
        {
            using var connection = new SqliteConnection($"Data Source={home.JournalFile};Pooling=False");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText =
                """
                PRAGMA synchronous = OFF;
                WITH RECURSIVE copies(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n < $copies)
                INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, tags, manifest, identifier, writer_uuid)
                SELECT created + n, deleted, persistence_id || '-' || n, sequence_number, message, tags, manifest, identifier, writer_uuid
                FROM copies, journal;
                PRAGMA wal_checkpoint(TRUNCATE);
                """;
            command.Parameters.AddWithValue("$copies", Math.Max(1, events / (ActorCount * Each)));
            command.ExecuteNonQuery();
        }
    }

    /// <summary>Like a task that reports: one event after the other.</summary>
    private sealed class Writer : ReceivePersistentActor
    {
        private readonly TaskId _id;
        private int _left;

        public Writer(TaskId id, int events, Action ended)
        {
            (_id, _left) = (id, events);
            PersistenceId = id.Value;
            Recover<TaskProtocol.IEvent>(_ => { });
            Command<Recovered>(_ => Sender.Tell(true));
            Command<Next>(_ => Persist(new TaskProtocol.AttemptStarting(_id, events - _left + 1, Guid.NewGuid().ToString(), TimeProvider.System.GetUtcNow(), Awake: 1), _ =>
            {
                if (--_left == 0)
                    ended();
                else
                    Self.Tell(Next.Instance);
            }));
        }

        public override string PersistenceId { get; }

        public sealed record Next
        {
            public static Next Instance { get; } = new();
        }

        public sealed record Recovered
        {
            public static Recovered Instance { get; } = new();
        }
    }
}
