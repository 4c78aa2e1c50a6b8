using Akka.Actor;
using Akka.Event;
using Akka.Routing;
using Delegate.Actors.Agents;
using Delegate.Actors.Processes;
using Delegate.Contracts;
using static Delegate.Actors.Scaling.ScalingProtocol;

namespace Delegate.Actors.Scaling;

/// <summary>
/// The slots of this machine: supervises the router of process actors, grants slots as the policy allows, and knows
/// why the first in line has none. Holds nothing that a restart may not forget: offers and occupied slots are told again.
/// </summary>
public sealed class ScalerActor : ReceiveActor, IWithTimers
{
    // A process actor is cheap to keep and cheap to make; a few spare ones save the making.
    private const int SpareSlots = 4;

    private readonly ScalerSetup _setup;
    private readonly SlotPolicy _policy;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly WaitingLine _line = new();
    private readonly Dictionary<TaskId, Slot> _occupied = [];
    private readonly Stack<IActorRef> _spare = new();
    private Router _router = new(new SlotRoutingLogic());
    private int _slotsMade;
    private DateTimeOffset? _lastSpacedGrant;
    private string? _holdReason;

    public ScalerActor(ScalerSetup setup)
    {
        _setup = setup;
        _policy = new SlotPolicy(setup.Options);

        Receive<Offer>(OnOffer);
        Receive<Withdraw>(OnWithdraw);
        Receive<Occupied>(occupied =>
        {
            foreach (var task in occupied.Tasks)
                Occupy(task.TaskId, task.Agent);
        });
        Receive<ProcessProtocol.ICommand>(OnCommand);
        Receive<SlotProtocol.Freed>(OnFreed);
        Receive<SlotProtocol.Restarted>(OnRestarted);
        Receive<AskAgain>(_ => GrantWhatMayStart());
        Receive<DescribeCapacity>(question => Sender.Tell(Describe(question.Queued)));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private DateTimeOffset Now => _setup.Time.GetUtcNow();

    public static Props CreateProps(ScalerSetup setup) => Props.Create(() => new ScalerActor(setup));

    // A process actor that crashed is restarted, and adopts its process again: agents do not pay for our bugs.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Restart);

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
            if (_line.Add(offer))
                GrantWhatMayStart();
        }
        else if (slot.Owns is null)
        {
            Sender.Tell(new Granted(offer.TaskId)); // the coordinator came back without having heard of the grant
        }
    }

    private void GrantWhatMayStart()
    {
        _holdReason = null;
        while (_line.First is { } first)
        {
            var expected = _setup.FootprintOf(first.Agent);
            var answer = _policy.Ask(new(
                _setup.Readings.Read(), [.. _occupied.Values.Select(slot => slot.InFlight)], expected, _lastSpacedGrant, Now));
            if (!answer.IsGrant)
            {
                _holdReason = answer.Reason;
                Timers.StartSingleTimer(AskAgain.Instance, AskAgain.Instance, answer.AskAgainAfter);
                return;
            }
            _line.Remove(first.TaskId);
            Occupy(first.TaskId, first.Agent);
            if (expected.Gap)
                _lastSpacedGrant = Now;
            _setup.Coordinator().Tell(new Granted(first.TaskId));
        }
        Timers.Cancel(AskAgain.Instance);
    }

    private void OnCommand(ProcessProtocol.ICommand command)
    {
        // A process that is adopted, or whose launch a crash interrupted, was granted its slot by an earlier host.
        var slot = Occupy(command.Attempt.Task, (command as ProcessProtocol.Launch)?.Spec.Agent ?? (command as ProcessProtocol.Adopt)?.Spec.Agent ?? AgentNames.Shell);
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
        if (_occupied.TryGetValue(withdraw.TaskId, out var slot) && slot.Owns is null)
            Release(withdraw.TaskId, slot); // granted, and never used
        GrantWhatMayStart();
    }

    private void OnFreed(SlotProtocol.Freed freed)
    {
        if (_occupied.TryGetValue(freed.Attempt.Task, out var slot) && slot.Owns?.Attempt == freed.Attempt)
            Release(freed.Attempt.Task, slot);
        GrantWhatMayStart();
    }

    private void OnRestarted(SlotProtocol.Restarted restarted)
    {
        var slot = _occupied.Values.FirstOrDefault(candidate => candidate.Actor.Equals(Sender));
        _log.Warning("{Slot} crashed; it owned {Attempt}", Sender.Path.Name, slot?.Owns?.Attempt);
        if (slot?.Owns is { } adopt)
            _router.Route(new SlotEnvelope(slot.Actor, adopt), Self);
    }

    private Slot Occupy(TaskId id, string agent)
    {
        if (_occupied.TryGetValue(id, out var slot))
            return slot;
        _line.Remove(id);
        if (!_spare.TryPop(out var actor))
        {
            actor = Context.ActorOf(_setup.SlotProps, $"slot-{++_slotsMade}");
            _router = _router.AddRoutee(actor);
        }
        return _occupied[id] = new(actor, new(_setup.FootprintOf(agent), Now));
    }

    private void Release(TaskId id, Slot slot)
    {
        _occupied.Remove(id);
        if (_spare.Count < SpareSlots)
        {
            _spare.Push(slot.Actor);
            return;
        }
        _router = _router.RemoveRoutee(slot.Actor);
        Context.Stop(slot.Actor);
    }

    private Capacity Describe(IReadOnlyCollection<TaskId> queued)
    {
        var machine = _setup.Readings.Read();
        var reasons = _line.Positions(queued).ToDictionary(
            place => place.Id,
            place => place.Ahead == 0 ? _holdReason ?? "about to start" : $"{place.Ahead} ahead in the queue; the first: {_holdReason ?? "about to start"}");
        var view = new CapacityView(
            _occupied.Count, _line.Count, _policy.MaxSlots(machine.Cores), Math.Round(100 * machine.BusyCores / machine.Cores, 1),
            machine.MemoryAvailable, machine.MemoryTotal, _line.Count > 0 ? _holdReason : null);
        return new(view, reasons);
    }

    /// <param name="Actor">The process actor.</param>
    private sealed class Slot(IActorRef actor, InFlight inFlight)
    {
        public IActorRef Actor { get; } = actor;

        public InFlight InFlight { get; } = inFlight;

        /// <summary>What its actor owns, as the command that makes it own it again; null while only granted.</summary>
        public ProcessProtocol.Adopt? Owns { get; set; }
    }

    private sealed record AskAgain
    {
        public static AskAgain Instance { get; } = new();
    }
}

/// <summary>What the scaler works with.</summary>
/// <param name="Coordinator">Hears of grants; looked up late, because each of the two needs the other.</param>
/// <param name="SlotProps">Makes a process actor.</param>
/// <param name="FootprintOf">By agent name.</param>
public sealed record ScalerSetup(
    Func<IActorRef> Coordinator, Props SlotProps, Func<string, Footprint> FootprintOf,
    IMachineReadings Readings, DelegateOptions Options, TimeProvider Time);
