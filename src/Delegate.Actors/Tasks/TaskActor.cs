using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using Delegate.Actors.Hosting;
using Delegate.Actors.Processes;
using Delegate.Actors.Projections;
using Delegate.Contracts;
using static Delegate.Actors.Tasks.TaskProtocol;

namespace Delegate.Actors.Tasks;

/// <summary>
/// One task. Its journal is its checkpoint. Every effect (launch, freeze, stop, the notice of its end) follows from the
/// state alone and is idempotent, so it is simply issued again when recovery ends: that is what makes a crash boring.
/// </summary>
public sealed partial class TaskActor : ReceivePersistentActor, IWithTimers
{
    private readonly TaskNeighbours _to;
    private readonly TaskSettings _settings;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private TaskState _state = TaskState.Unknown;
    private AwaitedSources? _awaited;

    public TaskActor(TaskId id, TaskNeighbours to, TaskSettings settings)
    {
        (_to, _settings) = (to, settings);
        PersistenceId = PersistenceIdOf(id);

        Recover<IEvent>(happened => _state = _state.Apply(happened));
        Recover<RecoveryCompleted>(_ => ReissueEffects());

        Command<Start>(OnStart);
        Command<EndDescription>(OnSource);
        Command<Wake>(OnWake);
        Command<Remind>(_ => ReissueEffects());
        Command<EntityParent.Revived>(_ => _to.Coordinator.Tell(new Back(Id)));
        Command<Cancel>(OnCancel);
        Command<AskAgain>(_ => AskSources());
        Command<Pause>(OnPause);
        Command<Continue>(command => Commit(TaskDecider.Decide(_state, command, Now), Steer));
        Command<Evict>(command => Commit(TaskDecider.Decide(_state, command, Now.At), Steer));
        Command<Sleep>(_ => OnSleep());
        Command<DescribeEnd>(_ =>
        {
            Sender.Tell(Describe());
            PassivateUnlessBusy();
        });
        Command<ProcessProtocol.IFact>(OnFact);
        Command<DeadlineReached>(reached => Commit(TaskDecider.DecideTimeout(_state, reached.Attempt, Now), Steer));
    }

    public override string PersistenceId { get; }

    /// <summary>It has a handful of events and never takes a snapshot: nobody need look for one.</summary>
    public override Recovery Recovery { get; } = new(SnapshotSelectionCriteria.None);

    public ITimerScheduler Timers { get; set; } = null!;

    private TaskId Id => TaskId.Parse(PersistenceId);

    private Moment Now => Moment.Of(_settings.Time);

    public static string PersistenceIdOf(TaskId id) => id.Value;

    public static Props CreateProps(TaskId id, TaskNeighbours to, TaskSettings settings) =>
        Props.Create(() => new TaskActor(id, to, settings));

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        // The base class stops the actor; its parent brings it back, and recovery issues the effects again.
        _log.Error(cause, "The journal refused event {SequenceNr} of {Task}", sequenceNr, PersistenceId);
        base.OnPersistFailure(cause, @event, sequenceNr);
    }

    private void OnStart(Start command)
    {
        if (_state.HasEnded)
        {
            TellEnd();
            return;
        }
        var sources = _state.Attempt == 0 ? PromptComposer.Sources(command.Spec) : [];
        if (sources.Count == 0)
        {
            Begin(command, new Dictionary<TaskId, EndDescription>());
            return;
        }
        // Each source's own journal knows its result; how a task ended cannot change, so what is heard does not grow old.
        _awaited = new(command, [.. sources]);
        Timers.StartPeriodicTimer(AskAgain.Instance, AskAgain.Instance, AskAgain.Interval);
        AskSources();
    }

    private void AskSources()
    {
        foreach (var source in _awaited?.Missing ?? [])
            _to.Tasks.Tell(new DescribeEnd(source));
    }

    private void OnSource(EndDescription source)
    {
        if (_awaited is not { } awaited || !awaited.Missing.Remove(source.TaskId))
            return;
        awaited.Known[source.TaskId] = source;
        if (awaited.Missing.Count > 0)
            return;
        StopAsking();
        Begin(awaited.Command, awaited.Known);
    }

    private void StopAsking()
    {
        _awaited = null;
        Timers.Cancel(AskAgain.Instance);
    }

    private void Begin(Start command, IReadOnlyDictionary<TaskId, EndDescription> sources) => Commit(
        TaskDecider.Decide(_state, command, sources, Guid.NewGuid().ToString(), Now, _settings.ResultBudget), () =>
        {
            Launch();
            if (_state.HasEnded)
                TellEnd(); // what its prompt names is not there
        });

    private void OnWake(Wake command)
    {
        if (_state.HasEnded)
            TellEnd();
        else if (!_state.HasAttempt && _awaited is null)
            TellParked(command.Dispatch); // the rest was issued again when recovery ended
    }

    /// <summary>A start that still waits for results is given back: who is paused begins nothing.</summary>
    private void OnPause(Pause command)
    {
        if (_awaited is not { } awaited)
        {
            Commit(TaskDecider.Decide(_state, command, Now), Steer);
            return;
        }
        StopAsking();
        TellParked(awaited.Command.Number);
    }

    private void OnCancel(Cancel command)
    {
        var sender = Sender;
        var (events, error) = TaskDecider.Decide(_state, command, Now.At);
        if (events.Count == 0)
        {
            sender.Tell(new CancelReply(command.TaskId, error));
            PassivateUnlessBusy();
            return;
        }
        Commit(events, () =>
        {
            sender.Tell(new CancelReply(command.TaskId, null));
            Steer();
        });
    }

    private void OnFact(ProcessProtocol.IFact fact)
    {
        if (fact.Attempt.Number != _state.Attempt)
            _log.Warning("{Task} refuses news of attempt {Old}: it is at {Current} ({Fact})", PersistenceId, fact.Attempt.Number, _state.Attempt, fact.GetType().Name);
        Commit(TaskDecider.Decide(_state, fact, Now.At, _settings.Roll()), () =>
        {
            // What was asked for while the process was still being launched has nobody to obey it until now.
            var obeysNow = fact is ProcessProtocol.Running && _state.Phase is TaskPhase.Paused or TaskPhase.Stopping;
            if (!_state.HasAttempt || obeysNow || fact is ProcessProtocol.Silent)
                Steer();
        });
    }

    /// <summary>The parent holds back what comes from now on. If there is work after all, the next life of this actor does it.</summary>
    private void OnSleep()
    {
        if (_state.HasAttempt)
            Context.Parent.Tell(new Remind(Id));
        if (_awaited is { } awaited)
            _to.Coordinator.Tell(new Parked(Id, awaited.Command.Number, _state.Attempt, null));
        Context.Stop(Self);
    }

    /// <summary>A question may be lost with whoever was to answer it; the answer is always the same.</summary>
    private sealed record AskAgain
    {
        public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

        public static AskAgain Instance { get; } = new();
    }

    /// <summary>A start that waits to hear the results which its prompt takes up.</summary>
    private sealed record AwaitedSources(Start Command, HashSet<TaskId> Missing)
    {
        public Dictionary<TaskId, EndDescription> Known { get; } = [];
    }
}
