using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using static Delegate.Actors.Inbox.InboxProtocol;

namespace Delegate.Actors.Inbox;

/// <summary>Remembers who was told what. One event for each view that had news.</summary>
public sealed class InboxActor : ReceivePersistentActor
{
    public const string Id = "inbox";
    private const int EventsPerSnapshot = 200;

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private InboxState _state = InboxState.Empty;

    public InboxActor()
    {
        Recover<SnapshotOffer>(offer => _state = (InboxState)offer.Snapshot);
        Recover<ViewSeen>(seen => _state = _state.Apply(seen));

        Command<Describe>(asked => Sender.Tell(_state.Of(asked.Session, asked.Folder)));
        Command<Note>(note =>
        {
            var asker = Sender;
            if (!_state.IsNews(note.Seen))
            {
                asker.Tell(Noted.Instance);
                return;
            }
            Persist(note.Seen, stored =>
            {
                _state = _state.Apply(stored);
                asker.Tell(Noted.Instance);
                if (LastSequenceNr % EventsPerSnapshot == 0)
                    SaveSnapshot(_state);
            });
        });
        Command<SaveSnapshotSuccess>(saved =>
        {
            DeleteMessages(saved.Metadata.SequenceNr);
            DeleteSnapshots(new SnapshotSelectionCriteria(saved.Metadata.SequenceNr - 1));
        });
        Command<SaveSnapshotFailure>(failed => _log.Warning(failed.Cause, "The inbox's snapshot was not stored; its events are"));
        Command<DeleteMessagesSuccess>(_ => { });
        Command<DeleteMessagesFailure>(_ => { });
        Command<DeleteSnapshotsSuccess>(_ => { });
        Command<DeleteSnapshotsFailure>(_ => { });
    }

    public override string PersistenceId => Id;

    public static Props CreateProps() => Props.Create(() => new InboxActor());
}
