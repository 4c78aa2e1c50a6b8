using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using Delegate.Actors.Tasks;
using Delegate.Contracts;
using static Delegate.Actors.Scheduling.RegistryProtocol;
using static Delegate.Actors.Scheduling.ScheduleProtocol;

namespace Delegate.Actors.Scheduling;

/// <summary>
/// Knows which schedules there are, and holds the one armed timer of them all. The wall clock says what is due: the timer
/// is armed for the earliest instant, and at most a minute ahead, so that a clock that was set or a machine that slept is
/// noticed within a minute. Without a waiting schedule nothing ticks.
/// </summary>
public sealed class ScheduleManagerActor : ReceivePersistentActor, IWithTimers
{
    public const string Id = "schedules";
    private const int MostSchedules = 10_000;
    private static readonly TimeSpan FurthestAhead = TimeSpan.FromMinutes(1);

    private readonly IActorRef _schedules;
    private readonly TimeProvider _time;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<ScheduleId, Registration> _registered = [];
    private readonly Dictionary<ScheduleId, Standing> _standing = [];
    private readonly SortedSet<(DateTimeOffset At, string Id)> _wakes = [];
    private readonly Dictionary<TaskId, ScheduleId> _tasks = [];
    private readonly List<Follow> _followers = [];

    public ScheduleManagerActor(IActorRef schedules, TimeProvider time)
    {
        (_schedules, _time) = (schedules, time);

        Recover<IRegistryEvent>(Apply);
        Recover<RecoveryCompleted>(_ =>
        {
            foreach (var (id, registration) in _registered)
                if (!registration.Retired)
                    _schedules.Tell(new Recall(id));
            _log.Info("{Count} schedules are known, {Live} of them may go on", _registered.Count, _registered.Values.Count(one => !one.Retired));
        });

        Command<Create>(OnCreate);
        Command<Edit>(OnEdit);
        Command<IWish>(wish =>
        {
            if (_registered.ContainsKey(wish.ScheduleId))
                _schedules.Forward(wish);
            else
                Refuse(wish, ScheduleDecider.NotFound(wish.ScheduleId.Value));
        });
        Command<Standing>(OnStanding);
        Command<Follow>(follow =>
        {
            _followers.RemoveAll(other => (other.ScheduleId, other.Number) == (follow.ScheduleId, follow.Number));
            _followers.Add(follow);
            ReleaseFollowersOf(follow.After);
        });
        Command<TaskProtocol.EndNotice>(end =>
        {
            if (_tasks.Remove(end.TaskId, out var schedule))
                _schedules.Tell(new TaskEnded(schedule, end.TaskId, end.Phase, end.Outcome));
        });
        Command<SomethingIsDue>(_ => WakeThoseDue());
    }

    public override string PersistenceId => Id;

    public ITimerScheduler Timers { get; set; } = null!;

    private DateTimeOffset Now => _time.GetUtcNow();

    public static Props CreateProps(IActorRef schedules, TimeProvider time) =>
        Props.Create(() => new ScheduleManagerActor(schedules, time));

    // ---- which there are ----------------------------------------------------------------------------------------------

    private void OnCreate(Create create)
    {
        var after = create.Definition.Schedule.After;
        if (_registered.Values.Count(one => !one.Retired) >= MostSchedules)
            Refuse(create, new(ErrorCodes.LimitExceeded, $"There are {MostSchedules} schedules that have not ended; that is the limit.", "delegate schedule list --status active"));
        else if (WrongToFollow(create.ScheduleId, after) is { } error)
            Refuse(create, error);
        else
            Store(new Registered(create.ScheduleId, after, Now), forward: create);
    }

    private void OnEdit(Edit edit)
    {
        var after = edit.Definition.Schedule.After;
        if (!_registered.TryGetValue(edit.ScheduleId, out var registration))
            Refuse(edit, ScheduleDecider.NotFound(edit.ScheduleId.Value));
        else if (WrongToFollow(edit.ScheduleId, after) is { } error)
            Refuse(edit, error);
        else if (registration.After == after)
            _schedules.Forward(edit);
        else
            Store(new Following(edit.ScheduleId, after, Now), forward: edit);
    }

    private DelegateError? WrongToFollow(ScheduleId id, ScheduleId? after)
    {
        var path = new List<ScheduleId> { id };
        for (var next = after; next is { } other; next = _registered[other].After)
        {
            path.Add(other);
            if (other == id)
                return new(ErrorCodes.ScheduleCycle, $"The schedules would follow each other in a circle: {string.Join(" -> ", path)}.", "follow another one, or none", "after");
            if (!_registered.ContainsKey(other))
                return new(ErrorCodes.ScheduleNotFound, $"There is no schedule '{other}' to follow.", "delegate schedule list", "after");
        }
        return null;
    }

    private void Store(IRegistryEvent happened, IWish forward)
    {
        var sender = Sender;
        Persist(happened, stored =>
        {
            Apply(stored);
            _schedules.Tell(forward, sender);
        });
    }

    private void Apply(IRegistryEvent happened)
    {
        switch (happened)
        {
            case Registered e:
                _registered[e.ScheduleId] = new(e.After, Retired: false);
                break;
            case Following e:
                _registered[e.ScheduleId] = _registered[e.ScheduleId] with { After = e.After };
                break;
            case Retired e:
                _registered[e.ScheduleId] = _registered[e.ScheduleId] with { Retired = true };
                break;
            default:
                throw new InvalidOperationException($"No rule applies {happened.GetType()} to the schedules.");
        }
    }

    // ---- who is woken when --------------------------------------------------------------------------------------------

    private void OnStanding(Standing standing)
    {
        var id = standing.ScheduleId;
        if (!_registered.TryGetValue(id, out var registration))
            return;
        Forget(id);
        foreach (var task in standing.Tasks)
            _tasks[task] = id;
        if (standing.NextWake is { } wake)
            _wakes.Add((wake, id.Value));
        if (!standing.IsOver)
            _standing[id] = standing;
        if (standing.IsOver != registration.Retired) // a finished one that is run by hand comes back for that
            Persist<IRegistryEvent>(standing.IsOver ? new Retired(id, Now) : new Registered(id, registration.After, Now), Apply);
        ReleaseFollowersOf(id);
        Arm();
    }

    private void Forget(ScheduleId id)
    {
        if (!_standing.Remove(id, out var before))
            return;
        foreach (var task in before.Tasks)
            _tasks.Remove(task);
        if (before.NextWake is { } wake)
            _wakes.Remove((wake, id.Value));
    }

    private void WakeThoseDue()
    {
        var now = Now;
        while (_wakes.Count > 0 && _wakes.Min.At <= now)
        {
            var (_, id) = _wakes.Min;
            _wakes.Remove(_wakes.Min); // until it says when it wants to be woken next
            _schedules.Tell(new Wake(ScheduleId.Parse(id)));
        }
        Arm();
    }

    private void Arm()
    {
        if (_wakes.Count == 0)
        {
            Timers.Cancel(SomethingIsDue.TimerKey);
            return;
        }
        var left = _wakes.Min.At - Now;
        var delay = left < TimeSpan.Zero ? TimeSpan.Zero : left > FurthestAhead ? FurthestAhead : left;
        Timers.StartSingleTimer(SomethingIsDue.TimerKey, SomethingIsDue.Instance, delay);
    }

    // ---- who follows whom ---------------------------------------------------------------------------------------------

    private void ReleaseFollowersOf(ScheduleId leader)
    {
        foreach (var follower in _followers.Where(one => one.After == leader && !IsInTheWay(leader, one.UpTo)).ToList())
        {
            _followers.Remove(follower);
            _schedules.Tell(new Released(follower.ScheduleId, follower.Number));
        }
    }

    /// <summary>True while the leader has an occurrence up to an instant that has not ended, or may have: it has not been heard of yet.</summary>
    private bool IsInTheWay(ScheduleId leader, DateTimeOffset upTo) =>
        _standing.TryGetValue(leader, out var standing)
            ? standing.NextDue <= upTo || standing.OldestOpen <= upTo
            : _registered.TryGetValue(leader, out var registration) && !registration.Retired;

    private void Refuse(IWish wish, DelegateError error) => Sender.Tell(new Answer(wish.ScheduleId, error));

    private sealed record Registration(ScheduleId? After, bool Retired);

    private sealed record SomethingIsDue : INoSerializationVerificationNeeded
    {
        public const string TimerKey = "due";

        public static SomethingIsDue Instance { get; } = new();
    }
}
