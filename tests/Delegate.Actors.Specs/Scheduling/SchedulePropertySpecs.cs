using CsCheck;
using Delegate.Actors.Scheduling;
using Delegate.Contracts;
using static Delegate.Actors.Scheduling.ScheduleProtocol;

namespace Delegate.Actors.Specs.Scheduling;

/// <summary>
/// Any schedule, through downtime, clock jumps forward and back, pauses, edits of fate and crashes between any two
/// persists: the fates add up to the occurrences, none has two, and no occurrence makes tasks twice.
/// </summary>
public class SchedulePropertySpecs
{
    private static readonly ScheduleId Id = ScheduleId.Parse("schedule-0123456789ab");
    private static readonly DateTimeOffset Start = new(2026, 3, 27, 22, 0, 0, TimeSpan.Zero); // a day before clocks change in Europe

    private static readonly Gen<RecurrenceRequest> Recurrences = Gen.OneOf(
        One("* * * * *", "*/15 * * * *", "30 2 * * *", "0 * * * *", "0,30 1-3 * * *").Select(cron => new RecurrenceRequest { Cron = cron, Timezone = "Europe/Berlin" }),
        Gen.Int[10, 7_200].Select(seconds => new RecurrenceRequest { EveryMs = seconds * 1_000L }),
        Gen.Int[1, 200_000].List[1, 5].Select(seconds => new RecurrenceRequest { At = [.. seconds.Select(second => Start.AddSeconds(second))] }));

    private static readonly Gen<ScheduleRequest> Requests =
        from recurrence in Recurrences
        from missed in Gen.Enum<MissedPolicy>()
        from overlap in Gen.Enum<OverlapPolicy>()
        from jitter in One<long?>(null, 30_000, 3_600_000)
        from most in One<int?>(null, 1, 5)
        from bound in Gen.Int[1, 3]
        from expiry in One<int?>(null, 3, 30)
        from first in One<int?>(null, 2)
        select new ScheduleRequest
        {
            When = recurrence, Work = new() { Task = new() { Agent = "shell", Prompt = "true", Cwd = "/" } }, MissedRuns = missed, Overlap = overlap, JitterMs = jitter,
            MaxRuns = most, MostMissedRuns = bound, ExpiresAt = expiry is { } hours ? Start.AddHours(hours) : null, NotBefore = first is { } later ? Start.AddHours(later) : null,
        };

    private static Gen<T> One<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    /// <summary>What happens next: its kind, and how much of it.</summary>
    private static readonly Gen<(int Kind, int Much)> Happenings = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 999]);

    [Fact]
    public void Every_occurrence_has_exactly_one_fate_whatever_happens()
    {
        var (runs, passed, crashes) = (0L, 0L, 0L);
        Gen.Select(Requests, Happenings.List[5, 60]).Sample((request, happenings) =>
        {
            var world = new World(request);
            foreach (var (kind, much) in happenings)
                world.Happens(kind, much);
            world.Settle();
            world.Check();
            Interlocked.Add(ref runs, world.Accepted.Count);
            Interlocked.Add(ref passed, world.Passed);
            Interlocked.Add(ref crashes, world.Crashes);
        }, iter: 2_000);
        Assert.True(runs > 1_000 && passed > 1_000 && crashes > 1_000, $"{runs} runs, {passed} passed, {crashes} crashes: too quiet");
    }

    /// <summary>A journal, a clock, a coordinator that honours idempotency keys, and the production's pure step between them.</summary>
    private sealed class World
    {
        private const int NoCrash = -1;
        private readonly List<IEvent> _journal = [];
        private readonly Dictionary<TaskId, (TaskPhase Phase, OutcomeView Outcome)> _reallyEnded = [];
        private readonly Dictionary<TaskId, (TaskPhase Phase, OutcomeView Outcome)> _known = [];
        private readonly HashSet<long> _handedOver = [];
        private readonly Recurrence _reference;
        private DateTimeOffset _now = Start;
        private int _nextId;

        public World(ScheduleRequest request)
        {
            Definition = new() { Schedule = request, CountsFrom = request.NotBefore ?? Start.AddMilliseconds(request.When.EveryMs ?? 0) };
            _reference = RecurrenceReader.Read(request.When, Definition.CountsFrom).Recurrence!;
            Store(new Created(Id, Definition, _now));
        }

        /// <summary>By idempotency key: the task that was made for it.</summary>
        public Dictionary<string, TaskId> Accepted { get; } = [];

        public long Passed => _journal.OfType<OccurrencesPassed>().Sum(passed => (long)passed.Count);

        public int Crashes { get; private set; }

        private ScheduleDefinition Definition { get; }

        private ScheduleState State { get; set; } = ScheduleState.Unknown;

        private StepInputs Inputs => new(_known, new HashSet<long>(), _ => ("graph", [NewId()]));

        public void Happens(int kind, int much)
        {
            switch (kind)
            {
                case 0 or 1: // some time passes, and the timer fires
                    _now = _now.AddSeconds(much);
                    Step(much);
                    break;
                case 2: // the host is down for hours, or the machine sleeps
                    _now = _now.AddMinutes(much);
                    Restart();
                    Step(much);
                    break;
                case 3: // the clock is set back
                    _now = _now.AddMinutes(-much / 4);
                    Step(much);
                    break;
                case 4: // the clock is set forward
                    _now = _now.AddMinutes(much / 2);
                    Step(much);
                    break;
                case 5 or 6: // a task ends
                    if (Accepted.Values.FirstOrDefault(task => !_reallyEnded.ContainsKey(task)) is { Value: not null } running)
                        _reallyEnded[running] = _known[running] = much % 3 == 0
                            ? (TaskPhase.Failed, new(OutcomeCodes.AgentError, "It exited with status 1.", 1))
                            : (TaskPhase.Succeeded, new(OutcomeCodes.Succeeded, "Done.", 0));
                    Step(much);
                    break;
                case 7: // the host crashes
                    Restart();
                    Step(much);
                    break;
                case 8: // somebody pauses or resumes it
                    Wish(State.Status == ScheduleStatus.Paused ? new Resume(Id, "spec") : new Pause(Id, null, "spec"), much);
                    break;
                default: // somebody runs it now
                    Wish(new RunNow(Id, "spec"), much);
                    break;
            }
        }

        /// <summary>Ends everything that runs, and lets time pass until nothing is left to do up to now.</summary>
        public void Settle()
        {
            if (State.Status == ScheduleStatus.Paused)
                Wish(new Resume(Id, "spec"), NoCrash);
            Step(NoCrash);
            for (var round = 0; State.Open.Count > 0; round++)
            {
                Assert.True(round < 1_000, "An occurrence stays without its end.");
                if (round == 100 && State.Status == ScheduleStatus.Active)
                    Wish(new Pause(Id, null, "spec"), NoCrash); // a minute's schedule spread over an hour always has one to come
                foreach (var task in Accepted.Values)
                    _known[task] = _reallyEnded[task] = (TaskPhase.Succeeded, new(OutcomeCodes.Succeeded, "Done.", 0));
                _now = State.Open.Max(open => open.StartAt) is var last && last > _now ? last : _now;
                Step(NoCrash);
            }
        }

        public void Check()
        {
            var planned = _journal.OfType<OccurrencePlanned>().ToList();
            var regular = planned.Where(one => !one.Manual).Select(one => one.Due).ToList();
            var passed = _journal.OfType<OccurrencesPassed>().SelectMany(Range).ToList();
            var fates = regular.Concat(passed).Order().ToList();

            // Every instant of the recurrence up to where the schedule has looked, each once.
            var expected = new List<DateTimeOffset>();
            var from = Definition.Schedule.NotBefore?.AddTicks(-1) ?? Start;
            for (var next = _reference.Next(from); next <= State.SeenUpTo && !(next >= Definition.Schedule.ExpiresAt); next = _reference.Next(next.Value))
                expected.Add(next.Value);
            Assert.Equal(expected, fates);
            // Where it stands still live, it has looked as far as the clock says.
            if (State is { Status: ScheduleStatus.Active } && State.NextDue is { } due)
                Assert.True(due > _now);

            // Each planned one has one end, and each that was started made its one task, once.
            foreach (var one in planned)
                Assert.Equal(1, _journal.Count(happened => happened is OccurrenceSkipped skipped && skipped.Number == one.Number
                    || happened is OccurrenceEnded ended && ended.Number == one.Number));
            var started = _journal.OfType<OccurrenceStarting>().Select(starting => starting.TaskIds[0]).Order(Comparer<TaskId>.Create((a, b) => string.CompareOrdinal(a.Value, b.Value)));
            Assert.Equal(started, Accepted.Values.Order(Comparer<TaskId>.Create((a, b) => string.CompareOrdinal(a.Value, b.Value))));
            Assert.Equal(Accepted.Count, Accepted.Values.Distinct().Count());
            if (Definition.Schedule.MaxRuns is { } most)
                Assert.True(State.Runs <= most);
            if (Definition.Schedule.ExpiresAt is { } expiry)
                Assert.DoesNotContain(_journal, happened => happened is OccurrenceStarting starting && starting.At >= expiry && !planned.Single(one => one.Number == starting.Number).Manual);
            // Numbers are dense: nothing was left out between two events.
            Assert.Equal(State.NextNumber - 1, planned.Count + Passed);
        }

        private IEnumerable<DateTimeOffset> Range(OccurrencesPassed passed)
        {
            var found = new List<DateTimeOffset> { passed.FirstDue };
            while (found[^1] < passed.LastDue)
                found.Add(_reference.Next(found[^1])!.Value);
            Assert.Equal(passed.Count, found.Count);
            return found;
        }

        private void Wish(IWish wish, int much) => Store(ScheduleStep.Decide(State, wish, Inputs, _now).Events, much);

        private void Step(int much) => Store(ScheduleStep.Decide(State, [], Inputs, _now), much);

        /// <summary>Stores events one by one; a small number is the one after which the host is killed.</summary>
        private void Store(List<IEvent> events, int much)
        {
            var stored = much != NoCrash && much % 7 < events.Count ? much % 7 : events.Count;
            foreach (var happened in events.Take(stored))
                Store(happened);
            if (stored < events.Count)
            {
                Restart();
                return;
            }
            HandOver(much);
        }

        private void Store(IEvent happened)
        {
            _journal.Add(happened);
            State = State.Apply(happened);
        }

        private void HandOver(int much)
        {
            foreach (var starting in State.Open.Where(open => open.Stage == OccurrenceStage.Starting).ToList())
            {
                if (!_handedOver.Add(starting.Number))
                    continue;
                Accepted.TryAdd(starting.KeyIn(Id), starting.TaskIds[0]);
                if (much != NoCrash && much % 5 == 0)
                {
                    Restart(); // after the coordinator's write, before ours
                    return;
                }
                Store(new OccurrenceStarted(Id, starting.Number, null, _now));
            }
        }

        /// <summary>What is not in the journal is gone; ends are asked for again, tasks are handed over again.</summary>
        private void Restart()
        {
            Crashes++;
            State = _journal.Aggregate(ScheduleState.Unknown, (state, happened) => state.Apply(happened));
            _known.Clear();
            _handedOver.Clear();
            foreach (var (task, end) in _reallyEnded)
                _known[task] = end;
        }

        private TaskId NewId() => TaskId.Parse($"task-{_nextId++:000000000000}");
    }
}
