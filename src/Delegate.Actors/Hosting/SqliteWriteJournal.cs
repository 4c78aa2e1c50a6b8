using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;
using Akka.Persistence;
using Akka.Persistence.Sql.Journal;
using Delegate.Contracts;
using Microsoft.Data.Sqlite;

namespace Delegate.Actors.Hosting;

/// <summary>
/// The journal: reads events as Akka.Persistence.Sql does; writes them, and looks whether there are any, by itself, in its
/// own turn, with neither thread nor stream between a persistent actor and the disk (ADR 0074).
/// </summary>
/// <remarks>
/// What has come until the first of the waiting writes has its turn again goes into one transaction; what comes while
/// that runs, into the next.
/// </remarks>
internal sealed class SqliteWriteJournal : SqlWriteJournal
{
    private const int MostAtOnce = 400;

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly JournalSetup _setup = Context.System.Settings.Setup.Get<JournalSetup>().Value;
    private readonly Akka.Serialization.Serialization _serialization = Context.System.Serialization;
    private readonly string _writer = $"{Guid.NewGuid():N}";
    private readonly List<WriteMessages> _waiting = [];
    private JournalTable? _table;

    public SqliteWriteJournal(Config config) : base(config)
    {
    }

    protected override void PostStop()
    {
        CloseTable();
        base.PostStop();
    }

    protected override bool AroundReceive(Receive receive, object message)
    {
        switch (message)
        {
            case WriteMessages write:
                Collect(write);
                return true;
            case Flush:
                WriteWhatWaits();
                return true;
            case ReplayMessages { PersistenceId: var id } when !_waiting.Exists(write => IsOf(write, id)):
                return base.AroundReceive(receive, message); // nothing of it waits; what does is not torn apart for it
            default:
                WriteWhatWaits(); // whoever reads finds what was written before
                return base.AroundReceive(receive, message);
        }
    }

    /// <summary>Called in this actor's turn.</summary>
    public override Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr, CancellationToken cancel)
    {
        try
        {
            return Task.FromResult(Table.HighestSequenceNr(persistenceId));
        }
        catch (SqliteException failure)
        {
            CloseTable();
            return Task.FromException<long>(failure);
        }
    }

    private JournalTable Table => _table ??= new(_setup.Home, _writer);

    private void CloseTable()
    {
        _table?.Dispose();
        _table = null;
    }

    private static bool IsOf(WriteMessages write, string persistenceId) =>
        write.Messages.OfType<AtomicWrite>().FirstOrDefault() is { } first && first.PersistenceId == persistenceId;

    private void Collect(WriteMessages write)
    {
        if (_waiting.Count == 0)
            Self.Tell(Flush.Instance);
        _waiting.Add(write);
        if (_waiting.Count == MostAtOnce)
            WriteWhatWaits();
    }

    private void WriteWhatWaits()
    {
        if (_waiting.Count == 0)
            return;
        var rows = new List<JournalRow>(_waiting.Count);
        var refused = new Dictionary<IPersistentEnvelope, Exception>(ReferenceEqualityComparer.Instance);
        foreach (var written in _waiting.SelectMany(write => write.Messages).OfType<AtomicWrite>())
            AddRows(written, rows, refused);
        var failure = Store(rows);
        foreach (var write in _waiting)
            Answer(write, refused, failure);
        _waiting.Clear();
    }

    private void AddRows(AtomicWrite written, List<JournalRow> rows, Dictionary<IPersistentEnvelope, Exception> refused)
    {
        var before = rows.Count;
        try
        {
            foreach (var entry in EntriesOf(written))
            {
                var serializer = _serialization.FindSerializerFor(entry.Payload);
                rows.Add(new(entry.PersistenceId, entry.SequenceNr, serializer.ToBinary(entry.Payload), Akka.Serialization.Serialization.ManifestFor(serializer, entry.Payload), serializer.Identifier));
            }
        }
        catch (Exception unwritable) when (unwritable is not OutOfMemoryException) // a serializer's own; the others of this turn are none the worse
        {
            rows.RemoveRange(before, rows.Count - before);
            refused[written] = unwritable;
        }
    }

    /// <summary>Why they are not on the disk; null when they are.</summary>
    private Exception? Store(List<JournalRow> rows)
    {
        if (rows.Count == 0)
            return null;
        try
        {
            Table.Write(rows, _setup.Time.GetUtcNow());
            return null;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException) // whatever it is, somebody waits for the answer
        {
            _log.Error(failure, "{Events} events were not stored", rows.Count);
            CloseTable();
            return failure;
        }
    }

    private static void Answer(WriteMessages write, Dictionary<IPersistentEnvelope, Exception> refused, Exception? failure)
    {
        write.PersistentActor.Tell(
            failure is null ? WriteMessagesSuccessful.Instance : new WriteMessagesFailed(failure, write.Messages.Count(message => message is AtomicWrite)), ActorRefs.NoSender);
        foreach (var message in write.Messages)
        {
            if (message is not AtomicWrite written)
            {
                write.PersistentActor.Tell(new LoopMessageSuccess(message.Payload, write.ActorInstanceId), message.Sender);
                continue;
            }
            var why = failure ?? refused.GetValueOrDefault(written);
            foreach (var entry in EntriesOf(written))
                write.PersistentActor.Tell(
                    why is null ? new WriteMessageSuccess(entry, write.ActorInstanceId)
                    : failure is null ? new WriteMessageRejected(entry, why, write.ActorInstanceId)
                    : new WriteMessageFailure(entry, why, write.ActorInstanceId), entry.Sender);
        }
    }

    private static IEnumerable<IPersistentRepresentation> EntriesOf(AtomicWrite written) => (IEnumerable<IPersistentRepresentation>)written.Payload;

    private sealed record Flush
    {
        public static Flush Instance { get; } = new();
    }
}

/// <summary>Where the journal writes, and by which clock.</summary>
internal sealed class JournalSetup(DelegateHome home, TimeProvider time) : Setup
{
    public DelegateHome Home { get; } = home;

    public TimeProvider Time { get; } = time;
}
