using Akka.Actor;
using Akka.Event;
using Akka.Routing;
using Delegate.Actors.Agents;
using Delegate.Actors.Dag;
using Delegate.Actors.Processes;
using Delegate.Actors.Tasks;
using Delegate.Contracts;
using static Delegate.Actors.Scaling.ScalingProtocol;

namespace Delegate.Actors.Scaling;

/// <summary>
/// The slots of this machine: supervises the router of process actors, grants slots as the policy allows, watches what
/// the agents take, and knows why each task in line has no slot. Holds nothing that a restart may not forget: offers and
/// occupied slots are told again, and what was learned is in the footprints' journal.
/// </summary>
public sealed partial class ScalerActor : ReceiveActor, IWithTimers
{
    // A process actor is cheap to keep and cheap to make; a few spare ones save the making.
    private const int SpareSlots = 4;

    private readonly ScalerSetup _setup;
    private readonly SlotPolicy _policy;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly WaitingLine _line;
    private readonly Admission _admission;
    private readonly SlotBook _book;
    private readonly DecisionFilter _decisions = new();
    private readonly Dictionary<TaskId, Slot> _occupied = [];
    private readonly OnwardClock _onward;
    private readonly Stack<IActorRef> _spare = new();
    private Footprints _footprints = Footprints.Empty;
    private Router _router = new(new SlotRoutingLogic());
    private int _slotsMade;
    private string? _holdReason;

    public ScalerActor(ScalerSetup setup)
    {
        _setup = setup;
        _onward = new(setup.Time);
        _policy = new SlotPolicy(setup.Options);
        _book = new(_policy, setup.Options);
        _line = new(setup.Options.Aging);
        _admission = new(setup.Options.AgentsPerFolder);
        _ladder = new(setup.Options, _policy);
        _meter = setup.Meter is { } meter ? Context.ActorOf(MeterActor.CreateProps(meter), "meter") : null;
        _decisionLog = setup.DecisionsFile is { } file ? Context.ActorOf(DecisionLogActor.CreateProps(file), "decisions") : null;

        Receive<Offer>(OnOffer);
        Receive<Withdraw>(OnWithdraw);
        Receive<QueuesSet>(queues =>
        {
            _admission.Set(queues);
            GrantWhatMayStart();
        });
        Receive<Occupied>(OnOccupied);
        Receive<ProcessProtocol.ICommand>(OnCommand);
        Receive<SlotProtocol.Freed>(OnFreed);
        Receive<SlotProtocol.Restarted>(OnRestarted);
        Receive<AskAgain>(_ => GrantWhatMayStart());
        Receive<DescribeCapacity>(question => Sender.Tell(Describe(question.Queued)));
        Receive<Tick>(_ => OnTick());
        Receive<Rest>(_ => _setup.AtRest?.Invoke());
        Receive<MeterActor.Measured>(OnMeasured);
        Receive<Footprints>(footprints => _footprints = footprints);
        Receive<DagProtocol.Answer>(_ => { }); // to a pause that we asked for
        Receive<TaskProtocol.CancelReply>(_ => { }); // to an end that we asked for
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>For records, and for what is compared with the records of others.</summary>
    private DateTimeOffset Now => _setup.Time.GetUtcNow();

    /// <summary>For what is counted.</summary>
    private DateTimeOffset Onward => _onward.Now;

    public static Props CreateProps(ScalerSetup setup) => Props.Create(() => new ScalerActor(setup));

    // A process actor that crashed is restarted, and adopts its process again: agents do not pay for our bugs.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Restart);

    protected override void PreStart()
    {
        _setup.Footprints?.Tell(FootprintActor.Describe.Instance);
        StartTicking(); // a host that is given nothing to do comes to rest as well
    }

    /// <summary>Its slots went with it; the agents in them did not. Whoever owns them is asked to adopt them again.</summary>
    protected override void PostRestart(Exception reason)
    {
        base.PostRestart(reason);
        _log.Error(reason, "The scaler crashed and begins again");
        _setup.Coordinator().Tell(new Forgot());
    }

    private void OnOffer(Offer offer)
    {
        if (!_occupied.TryGetValue(offer.TaskId, out var slot))
        {
            if (_line.Add(offer.Since == default ? offer with { Since = Now } : offer))
                GrantWhatMayStart();
        }
        else if (slot.Owns is null)
        {
            Sender.Tell(new Granted(offer.TaskId)); // the coordinator came back without having heard of the grant
        }
        else
        {
            slot.Again = offer; // its next attempt; the news that the last one has freed the slot is on its way
        }
    }

    private void GrantWhatMayStart()
    {
        _holdReason = null;
        while (_line.First(_admission) is { } first)
        {
            var expected = ExpectedOf(first);
            var (question, answer) = _book.Ask(expected, _setup.Readings.Read(), Onward);
            Record(first, question, answer);
            if (!answer.IsGrant)
            {
                _holdReason = answer.Reason;
                Timers.StartSingleTimer(AskAgain.Instance, AskAgain.Instance, answer.AskAgainAfter);
                return;
            }
            _line.Serve(first, Now);
            Occupy(first);
            _book.Grant(first.TaskId, expected, Onward);
            _setup.Coordinator().Tell(new Granted(first.TaskId));
        }
        Timers.Cancel(AskAgain.Instance);
    }

    private void OnOccupied(Occupied occupied)
    {
        foreach (var task in occupied.Tasks)
            Occupy(task).Frozen |= task.PausedBy?.StartsWith(Name, StringComparison.Ordinal) == true;
    }

    private void OnCommand(ProcessProtocol.ICommand command)
    {
        // A process that is adopted, or whose launch a crash interrupted, was granted its slot by an earlier host.
        var slot = Occupy(OfferOf(command));
        slot.Owns = command switch
        {
            ProcessProtocol.Launch launch => new(launch.Attempt, launch.Spec),
            ProcessProtocol.Adopt adopt => adopt,
            _ => slot.Owns,
        };
        _router.Route(new SlotEnvelope(slot.Actor, command), Sender);
    }

    private void OnWithdraw(Withdraw withdraw)
    {
        _line.Remove(withdraw.TaskId);
        if (_occupied.TryGetValue(withdraw.TaskId, out var slot))
        {
            slot.Again = null;
            if (slot.Owns is null)
                Release(slot); // granted, and never used
        }
        GrantWhatMayStart();
    }

    private void OnFreed(SlotProtocol.Freed freed)
    {
        if (_occupied.TryGetValue(freed.Attempt.Task, out var slot) && slot.Owns?.Attempt == freed.Attempt)
        {
            if (freed.Memory is { } memory)
                slot.Add(memory);
            Learn(slot);
            Release(slot);
        }
        GrantWhatMayStart();
    }

    private void OnRestarted(SlotProtocol.Restarted restarted)
    {
        var slot = _occupied.Values.FirstOrDefault(candidate => candidate.Actor.Equals(Sender));
        _log.Warning("{Slot} crashed; it owned {Attempt}", Sender.Path.Name, slot?.Owns?.Attempt);
        if (slot?.Owns is { } adopt)
            _router.Route(new SlotEnvelope(slot.Actor, adopt), Self);
    }

    private Slot Occupy(Offer task)
    {
        if (_occupied.TryGetValue(task.TaskId, out var slot))
            return slot;
        _line.Remove(task.TaskId);
        _admission.Enter(task);
        if (!_spare.TryPop(out var actor))
        {
            actor = Context.ActorOf(_setup.SlotProps, $"slot-{++_slotsMade}");
            _router = _router.AddRoutee(actor);
        }
        _book.Enter(task.TaskId, ExpectedOf(task), Onward);
        StartTicking();
        return _occupied[task.TaskId] = new(actor, task, Onward);
    }

    private Footprint ExpectedOf(Offer task) => _footprints.Expected(_setup.FootprintOf(task.Agent), task.Agent, task.Folder, Now);

    private void Release(Slot slot)
    {
        _occupied.Remove(slot.Task.TaskId);
        _admission.Leave(slot.Task);
        _book.Free(slot.Task.TaskId);
        if (_spare.Count < SpareSlots)
        {
            _spare.Push(slot.Actor);
        }
        else
        {
            _router = _router.RemoveRoutee(slot.Actor);
            Context.Stop(slot.Actor);
        }
        if (slot.Again is { } again)
            OnOffer(again);
    }

    /// <summary>A command for a task that was never offered: what its spec says.</summary>
    private static Offer OfferOf(ProcessProtocol.ICommand command)
    {
        var spec = (command as ProcessProtocol.Launch)?.Spec ?? (command as ProcessProtocol.Adopt)?.Spec;
        return new(command.Attempt.Task, spec?.Agent ?? AgentNames.Shell, spec?.Priority ?? Priority.P1, 0)
        {
            Queue = spec?.Queue ?? DefaultQueue,
            Tree = spec is { ShareFolder: false } ? spec.Tree : null,
            Folder = spec?.Tree ?? spec?.Cwd ?? "",
            GraphId = spec?.GraphId ?? "",
        };
    }

    private sealed record AskAgain
    {
        public static AskAgain Instance { get; } = new();
    }
}

/// <summary>What the scaler works with.</summary>
/// <param name="Coordinator">Hears of grants; looked up late, because each of the two needs the other.</param>
/// <param name="SlotProps">Makes a process actor.</param>
/// <param name="FootprintOf">What a stranger is expected to take, by agent name.</param>
public sealed record ScalerSetup(
    Func<IActorRef> Coordinator, Props SlotProps, Func<string, Footprint> FootprintOf,
    IMachineReadings Readings, DelegateOptions Options, TimeProvider Time)
{
    /// <summary>Looks at what the agents take; null = nobody does.</summary>
    public IAttemptMeter? Meter { get; init; }

    /// <summary>The <see cref="FootprintActor"/>; null = nothing is learned.</summary>
    public IActorRef? Footprints { get; init; }

    /// <summary>Routes to the tasks' actors; null = no agent is ended for what it takes.</summary>
    public IActorRef? Tasks { get; init; }

    /// <summary>Where decisions are written down; null = nowhere.</summary>
    public string? DecisionsFile { get; init; }

    /// <summary>Called once whenever no agent has run for a while.</summary>
    public Action? AtRest { get; init; }
}
