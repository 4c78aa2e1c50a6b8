using Akka.Actor;
using Akka.Event;
using Delegate.Actors.Dag;
using Delegate.Actors.Processes;
using Delegate.Actors.Processes.Linux;
using Delegate.Actors.Tasks;
using Delegate.Contracts;
using static Delegate.Actors.Scaling.ScalingProtocol;

namespace Delegate.Actors.Scaling;

/// <summary>While agents run: what they take, what is learned from it, and what is done when memory runs out.</summary>
public sealed partial class ScalerActor
{
    private const long MiB = 1 << 20;

    /// <summary>How often the agents are looked at; not at all when none runs.</summary>
    public static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);

    /// <summary>So long after the last look; whoever delegates one thing after the other does not pay for a rest each time.</summary>
    public static readonly TimeSpan BeforeRest = TimeSpan.FromSeconds(5);

    private readonly IActorRef? _meter;
    private readonly IActorRef? _decisionLog;
    private readonly PressureLadder _ladder;

    private void StartTicking()
    {
        Timers.Cancel(Rest.Instance);
        if (!Timers.IsTimerActive(Tick.Instance))
            Timers.StartPeriodicTimer(Tick.Instance, Tick.Instance, BetweenLooks);
    }

    private void OnTick()
    {
        if (_occupied.Count == 0)
        {
            Timers.Cancel(Tick.Instance);
            Timers.StartSingleTimer(Rest.Instance, Rest.Instance, BeforeRest);
            return;
        }
        _book.Look(Onward);
        var machine = _setup.Readings.Read();
        _meter?.Tell(new MeterActor.Measure([.. _occupied.Values.Select(slot => slot.Owns?.Attempt).OfType<AttemptKey>()], _policy.Ceiling(machine)));
        Relieve(machine);
    }

    private void OnMeasured(MeterActor.Measured measured)
    {
        var ceiling = _policy.Ceiling(_setup.Readings.Read());
        foreach (var use in measured.Uses)
        {
            if (!_occupied.TryGetValue(use.Attempt.Task, out var slot) || slot.Owns?.Attempt != use.Attempt)
                continue;
            _book.Measured(use.Attempt.Task, use.MemoryBytes, use.Cores, Onward);
            slot.Add(use);
            if (use.MemoryBytes > ceiling && !slot.OutOfMemory)
                EndOf(slot, use, ceiling);
        }
        if (_line.Count > 0)
            GrantWhatMayStart();
    }

    /// <summary>Where the kernel keeps no ceiling, we do: before it ends somebody of its own choice.</summary>
    private void EndOf(Slot slot, AttemptUse use, long ceiling)
    {
        slot.OutOfMemory = true;
        var reason = $"It took {use.MemoryBytes / MiB} MiB in {use.Processes} processes; at most {ceiling / MiB} MiB are allowed to one agent.";
        Record(DecisionKinds.End, slot, reason);
        _setup.Tasks?.Tell(new TaskProtocol.Cancel(slot.Task.TaskId, null, new(OutcomeCodes.OutOfMemory, reason, Name)));
    }

    private void Learn(Slot slot)
    {
        if (slot.Samples > 0)
            _setup.Footprints?.Tell(new FootprintObserved(
                slot.Task.TaskId, slot.Owns!.Attempt.Number, slot.Task.Agent, slot.Task.Folder, slot.PeakBytes, slot.TypicalBytes, Math.Round(slot.MeanCores, 3),
                slot.OutOfMemory, Now));
    }

    private void Relieve(MachineReading machine)
    {
        // Whoever has no process yet has nothing to give.
        var agents = _occupied.Values.Where(slot => slot.Owns is not null && !slot.Leaving)
            .Select(slot => new Rung(slot.Task.TaskId, slot.Task.Priority, slot.GrantedAt, slot.Frozen)).ToList();
        if (_ladder.Next(machine, agents, Onward) is not { } step || !_occupied.TryGetValue(step.Id, out var chosen))
            return;
        _log.Warning("{Step} {Task}: {Reason}", step.Kind, step.Id, step.Reason);
        Record(DecisionKinds.Of(step.Kind), chosen, step.Reason);
        switch (step.Kind)
        {
            case Relief.Freeze:
                chosen.Frozen = true;
                _setup.Coordinator().Tell(new DagProtocol.PauseTask(step.Id, $"{Name}: {step.Reason}"));
                break;
            case Relief.Thaw:
                chosen.Frozen = false;
                _setup.Coordinator().Tell(new DagProtocol.ContinueTask(step.Id, $"{Name}: {step.Reason}") { Of = Name });
                break;
            case Relief.Requeue:
                chosen.Leaving = true;
                _setup.Coordinator().Tell(new DagProtocol.ContinueTask(step.Id, $"{Name}: {step.Reason}") { Of = Name });
                _setup.Tasks?.Tell(new TaskProtocol.Evict(chosen.Owns!.Attempt, step.Reason));
                break;
        }
    }

    private void Record(Offer first, SlotQuestion question, SlotAnswer answer)
    {
        ScalerMetrics.Count(first.Agent, answer.Rule);
        if (_decisionLog is not null && _decisions.IsNews(first.TaskId, answer.Rule, Now))
            _decisionLog.Tell(new Decision(Now, answer.IsGrant ? DecisionKinds.Grant : DecisionKinds.Hold, first.TaskId, first.Agent, first.Folder, first.Queue)
            {
                Rule = answer.Rule, Reason = answer.Reason, Running = _occupied.Count, Waiting = _line.Count, Question = question,
            });
    }

    private void Record(string kind, Slot slot, string reason) => _decisionLog?.Tell(
        new Decision(Now, kind, slot.Task.TaskId, slot.Task.Agent, slot.Task.Folder, slot.Task.Queue) { Reason = reason, Running = _occupied.Count, Waiting = _line.Count });

    private sealed record Tick
    {
        public static Tick Instance { get; } = new();
    }

    private sealed record Rest
    {
        public static Rest Instance { get; } = new();
    }

    /// <param name="Actor">The process actor.</param>
    private sealed class Slot(IActorRef actor, Offer task, DateTimeOffset grantedAt)
    {
        private double _sumBytes;
        private double _sumCores;

        public IActorRef Actor { get; } = actor;

        public Offer Task { get; } = task;

        public DateTimeOffset GrantedAt { get; } = grantedAt;

        /// <summary>What its actor owns, as the command that makes it own it again; null while only granted.</summary>
        public ProcessProtocol.Adopt? Owns { get; set; }

        /// <summary>The next attempt of the same task, offered before the slot of the last one was free.</summary>
        public Offer? Again { get; set; }

        /// <summary>By us, to save memory.</summary>
        public bool Frozen { get; set; }

        /// <summary>It is being ended to give its memory back.</summary>
        public bool Leaving { get; set; }

        /// <summary>It is being ended because it took too much.</summary>
        public bool OutOfMemory { get; set; }

        public int Samples { get; private set; }

        public long PeakBytes { get; private set; }

        public long TypicalBytes => (long)(_sumBytes / Samples);

        public double MeanCores => Samples == 0 ? 0 : _sumCores / Samples;

        public void Add(AttemptUse use)
        {
            Samples++;
            PeakBytes = Math.Max(PeakBytes, use.MemoryBytes);
            _sumBytes += use.MemoryBytes;
            _sumCores += use.Cores;
        }

        /// <summary>It ended with the kernel's own account, also of what no look has seen.</summary>
        public void Add(MemoryAccount memory)
        {
            if (memory.OomKills == 0)
                return; // the peak counts files that it read: only at the ceiling is it the agent's need
            OutOfMemory = true;
            Add(new AttemptUse(Owns!.Attempt, Math.Max(PeakBytes, memory.PeakBytes), MeanCores, 1));
        }
    }
}
