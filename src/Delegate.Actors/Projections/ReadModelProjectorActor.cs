using Akka.Actor;
using Akka.Event;
using Delegate.Contracts;
using Microsoft.Data.Sqlite;

namespace Delegate.Actors.Projections;

/// <summary>
/// Carries the journal into the query tables, and tells the live feed what changed. There is one way for catching up at
/// the start and for going along with the work: whoever writes says so, and the next page is read from the table.
/// </summary>
public sealed class ReadModelProjectorActor : ReceiveActor
{
    private readonly LiveFeed _feed;
    private readonly SqliteConnection _connection;
    private readonly ReadModelWriter _writer;
    private readonly JournalReader _journal;
    private readonly IActorRef _eraser;
    private long _position;
    private bool _isDue;

    public ReadModelProjectorActor(DelegateHome home, LiveFeed feed)
    {
        _feed = feed;
        var model = new ReadModel(home);
        _connection = model.OpenForWriting();
        _writer = new ReadModelWriter(_connection);
        _journal = new JournalReader(home);
        _position = _writer.Position();

        _eraser = Context.ActorOf(EraserActor.CreateProps(new(home, model)).WithDispatcher("akka.actor.internal-dispatcher"), "eraser");

        // Each write says so, and a burst of them is one look: it stands behind all that are in line already.
        Receive<JournalAdvanced>(_ =>
        {
            if (_isDue)
                return;
            _isDue = true;
            Self.Tell(Look.Instance);
        });
        Receive<Look>(_ =>
        {
            _isDue = false;
            CatchUp();
        });
        Receive<SnapshotStored>(_ => _eraser.Tell(EraserActor.Erase.Instance));
        Receive<EraserActor.Done>(done => _writer.Erased(done.Notes));
        Receive<Barrier>(_ =>
        {
            CatchUp();
            Sender.Tell(Passed.Instance);
        });
    }

    public static Props CreateProps(DelegateHome home, LiveFeed feed) => Props.Create(() => new ReadModelProjectorActor(home, feed));

    protected override void PreStart()
    {
        Self.Tell(JournalAdvanced.Instance);
        Self.Tell(SnapshotStored.Instance); // what a crash left to erase
    }

    protected override void PostStop()
    {
        _journal.Dispose();
        _writer.Dispose();
        _connection.Dispose();
    }

    private void CatchUp()
    {
        var from = _position;
        for (var page = _journal.After(_position); page.Count > 0; page = _journal.After(_position))
        {
            var changes = _writer.Write(page);
            _position = page[^1].Ordering;
            _feed.Tell(page); // first: who hears of an end and then asks for the numbers finds it in them
            _feed.Publish(changes);
            if (page.Any(entry => entry.Event is Dag.DagProtocol.TasksPruned))
                _eraser.Tell(EraserActor.Erase.Instance);
        }
        if (_position - from > 10_000)
            Context.GetLogger().Info("The read model caught up from {From} to {To}", from, _position);
    }

    /// <summary>Answered by <see cref="Passed"/> once everything that was stored before is in the tables.</summary>
    public sealed record Barrier
    {
        public static Barrier Instance { get; } = new();
    }

    /// <summary>The coordinator has a new snapshot: entries before it are needed no more.</summary>
    public sealed record SnapshotStored
    {
        public static SnapshotStored Instance { get; } = new();
    }

    public sealed record Passed
    {
        public static Passed Instance { get; } = new();
    }

    private sealed record Look
    {
        public static Look Instance { get; } = new();
    }
}
