using System.Collections.Concurrent;
using System.Threading.Channels;
using Delegate.Contracts;

namespace Delegate.Actors.Projections;

/// <summary>Tells whoever listens what has changed, as it changes. The seam at which a cluster will fan out.</summary>
public sealed class LiveFeed
{
    private readonly ConcurrentDictionary<Subscription, byte> _subscriptions = [];
    private readonly ConcurrentDictionary<Everything, byte> _everything = [];

    /// <summary>Begins to collect changes of these tasks; nothing that is published from now on is missed.</summary>
    public Subscription Subscribe(IEnumerable<TaskId> tasks)
    {
        var subscription = new Subscription(this, tasks.ToHashSet());
        _subscriptions[subscription] = 0;
        return subscription;
    }

    /// <summary>Begins to collect the changes of all tasks.</summary>
    public Everything SubscribeToEverything()
    {
        var subscription = new Everything(this);
        _everything[subscription] = 0;
        return subscription;
    }

    /// <summary>Each page of the journal, once its changes are in the query tables: for who counts. On the projector's thread, so be quick.</summary>
    public event Action<IReadOnlyList<JournalEntry>>? Projected;

    internal void Tell(IReadOnlyList<JournalEntry> page) => Projected?.Invoke(page);

    internal void Publish(IReadOnlyCollection<TaskChange> changes)
    {
        foreach (var subscription in _everything.Keys)
            subscription.Offer(changes);
        foreach (var subscription in _subscriptions.Keys)
            foreach (var change in changes)
                subscription.Offer(change);
    }

    /// <summary>One listener; dispose to stop.</summary>
    public sealed class Subscription : IDisposable
    {
        private readonly LiveFeed _feed;
        private readonly IReadOnlySet<TaskId> _tasks;
        private readonly Channel<TaskChange> _changes = Channel.CreateUnbounded<TaskChange>(new() { SingleReader = true });

        internal Subscription(LiveFeed feed, IReadOnlySet<TaskId> tasks) => (_feed, _tasks) = (feed, tasks);

        /// <summary>The changes, oldest first.</summary>
        public ChannelReader<TaskChange> Changes => _changes.Reader;

        /// <inheritdoc/>
        public void Dispose()
        {
            _feed._subscriptions.TryRemove(this, out _);
            _changes.Writer.TryComplete();
        }

        internal void Offer(TaskChange change)
        {
            if (_tasks.Contains(change.View.Id))
                _changes.Writer.TryWrite(change);
        }
    }

    /// <summary>One who listens to all there is; dispose to stop.</summary>
    public sealed class Everything : IDisposable
    {
        private readonly LiveFeed _feed;
        private readonly Channel<IReadOnlyCollection<TaskChange>> _changes = Channel.CreateUnbounded<IReadOnlyCollection<TaskChange>>(new() { SingleReader = true });

        internal Everything(LiveFeed feed) => _feed = feed;

        /// <summary>What changed together, oldest first.</summary>
        public ChannelReader<IReadOnlyCollection<TaskChange>> Changes => _changes.Reader;

        /// <inheritdoc/>
        public void Dispose()
        {
            _feed._everything.TryRemove(this, out _);
            _changes.Writer.TryComplete();
        }

        internal void Offer(IReadOnlyCollection<TaskChange> changes)
        {
            if (changes.Count > 0)
                _changes.Writer.TryWrite(changes);
        }
    }
}
