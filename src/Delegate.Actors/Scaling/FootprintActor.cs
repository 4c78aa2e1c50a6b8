using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using Delegate.Actors.Projections;

namespace Delegate.Actors.Scaling;

/// <summary>
/// Remembers what agents take. Its journal is small (one event an attempt) and its state smaller; the scaler is told
/// the state when it changes, and whenever it asks.
/// </summary>
public sealed class FootprintActor : ReceivePersistentActor
{
    public const string Id = "footprints";
    private const int EventsPerSnapshot = 200;

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private Footprints _state = Footprints.Empty;

    /// <param name="scaler">Looked up late: it is made after us.</param>
    public FootprintActor(Func<IActorRef> scaler, IActorRef projector)
    {
        Recover<SnapshotOffer>(offer => _state = (Footprints)offer.Snapshot);
        Recover<FootprintObserved>(seen => _state = _state.Apply(seen));
        Recover<RecoveryCompleted>(_ => scaler().Tell(_state));

        Command<Describe>(_ => Sender.Tell(_state));
        Command<FootprintObserved>(seen => Persist(seen, stored =>
        {
            _state = _state.Apply(stored);
            scaler().Tell(_state);
            projector.Tell(JournalAdvanced.Instance);
            if (LastSequenceNr % EventsPerSnapshot == 0)
                SaveSnapshot(_state);
        }));
        Command<SaveSnapshotSuccess>(saved => DeleteSnapshots(new SnapshotSelectionCriteria(saved.Metadata.SequenceNr - 1)));
        Command<SaveSnapshotFailure>(failed => _log.Warning(failed.Cause, "The footprints' snapshot was not stored; their events are"));
        Command<DeleteSnapshotsSuccess>(_ => { });
        Command<DeleteSnapshotsFailure>(_ => { });
    }

    public override string PersistenceId => Id;

    public static Props CreateProps(Func<IActorRef> scaler, IActorRef projector) => Props.Create(() => new FootprintActor(scaler, projector));

    /// <summary>Answered by <see cref="Footprints"/>.</summary>
    public sealed record Describe
    {
        public static Describe Instance { get; } = new();
    }
}
