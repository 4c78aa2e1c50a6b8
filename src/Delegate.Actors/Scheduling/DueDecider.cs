using Delegate.Contracts;
using static Delegate.Actors.Scheduling.ScheduleProtocol;

namespace Delegate.Actors.Scheduling;

/// <summary>
/// Which occurrences have come due, and whether they are to run: each is given to exactly one event, in order, and
/// <see cref="ScheduleState.SeenUpTo"/> moves past it for good. Pure.
/// </summary>
public static class DueDecider
{
    /// <summary>A long absence is gone through in portions of so many.</summary>
    private const int MostAtOnce = 1_000;

    /// <summary>More than this are not kept waiting (for an earlier one, or for another schedule).</summary>
    public const int MostPending = 100;

    private const int DefaultMostMissedRuns = 10;
    private const long DefaultSpacingMs = 60_000;
    private static readonly TimeSpan LongestGrace = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ShortestGrace = TimeSpan.FromSeconds(10);

    /// <summary>Sees to every occurrence up to now.</summary>
    public static IReadOnlyList<IEvent> Decide(ScheduleState state, DateTimeOffset now)
    {
        var events = new List<IEvent>();
        for (var portion = Portion(state, now); portion.Count > 0; portion = Portion(state, now))
        {
            state = portion.Aggregate(state, (at, happened) => at.Apply(happened));
            // A second-by-second schedule that was away for a month: one entry, not thousands.
            if (events is [.., OccurrencesPassed before] && portion[0] is OccurrencesPassed more && (before.Fate, before.Reason) == (more.Fate, more.Reason))
            {
                events[^1] = before with { Count = before.Count + more.Count, LastDue = more.LastDue };
                portion = portion.Skip(1).ToList();
            }
            events.AddRange(portion);
        }
        return events;
    }

    private static List<IEvent> Portion(ScheduleState state, DateTimeOffset now)
    {
        if (!state.IsLive)
            return [];
        var batch = new Batch(state, now);
        var due = DueBy(state, now);
        for (var i = 0; i < due.Count && i < MostAtOnce && batch.GoesOn; i++)
            See(batch, due, i);
        return batch.Events();
    }

    /// <summary>When an occurrence that nobody has seen to counts as missed.</summary>
    public static TimeSpan Grace(ScheduleState state, DateTimeOffset due)
    {
        if (state.Schedule.MissedAfterMs is { } asked)
            return TimeSpan.FromMilliseconds(asked);
        var period = state.NextDueAfter(due) is { } following ? following - due : LongestGrace;
        return period > LongestGrace ? LongestGrace : period < ShortestGrace ? ShortestGrace : period;
    }

    private static void See(Batch batch, List<DateTimeOffset> due, int i)
    {
        var (state, now, at) = (batch.State, batch.Now, due[i]);
        var schedule = state.Schedule;
        if (schedule.ExpiresAt <= now)
            batch.Pass(at, OccurrenceFate.Missed, "The schedule had expired when this was looked at.");
        else if (state.Status == ScheduleStatus.Paused && state.Recurrence!.IsEndless)
            batch.Pass(at, OccurrenceFate.Skipped, "The schedule was paused.");
        else if (state.Status == ScheduleStatus.Paused)
            batch.Stop(); // a single instant has no successor: it is looked at again when the schedule is resumed
        else if (schedule.MaxRuns is { } most && state.Runs + batch.Pending >= most)
            batch.Pass(at, OccurrenceFate.Skipped, $"Earlier occurrences take the last of its {most} runs.");
        else if (batch.AllPending >= MostPending)
            batch.Pass(at, OccurrenceFate.Skipped, $"{MostPending} occurrences wait already.");
        else if (now - at > Grace(state, at))
            SeeMissed(batch, due, i);
        else
            batch.Plan(at, at + Jitter(state, at), late: false);
    }

    private static void SeeMissed(Batch batch, List<DateTimeOffset> due, int i)
    {
        var (schedule, at) = (batch.State.Schedule, due[i]);
        switch (schedule.MissedRuns)
        {
            case MissedPolicy.Once or MissedPolicy.Catchup when i + 1 < due.Count:
                batch.Pass(at, OccurrenceFate.Missed, "Nobody was there at its time; a later one runs in its place.");
                break;
            case MissedPolicy.Once or MissedPolicy.Catchup:
                batch.Plan(at, batch.Now, late: true);
                break;
            case MissedPolicy.All:
                var most = schedule.MostMissedRuns ?? DefaultMostMissedRuns;
                if (i + most < due.Count && batch.Now - due[i + most] > Grace(batch.State, due[i + most]))
                    batch.Pass(at, OccurrenceFate.Missed, $"Nobody was there at its time; only the latest {most} are made up for.");
                else
                    batch.PlanSpaced(at, TimeSpan.FromMilliseconds(schedule.MissedSpacingMs ?? DefaultSpacingMs));
                break;
            case MissedPolicy.Fail:
                batch.Pass(at, OccurrenceFate.Missed, "Nobody was there at its time.");
                batch.Finish(new(batch.State.Id!.Value, ScheduleStatus.Cancelled,
                    $"The occurrence of {batch.State.Shown(at)} was missed, and the policy is 'fail'.", false, batch.Now));
                break;
            default:
                batch.Pass(at, OccurrenceFate.Missed, "Nobody was there at its time.");
                break;
        }
    }

    /// <summary>Those that have come, in order; enough of them to see what follows the last one of a batch.</summary>
    private static List<DateTimeOffset> DueBy(ScheduleState state, DateTimeOffset now)
    {
        var most = MostAtOnce + (state.Schedule.MostMissedRuns ?? DefaultMostMissedRuns) + 1;
        var due = new List<DateTimeOffset>();
        for (var next = state.NextDue; next <= now && due.Count < most; next = state.NextDueAfter(next.Value))
            due.Add(next.Value);
        return due;
    }

    /// <summary>A part of the jitter that is the same whenever it is asked for, and differs between schedules and between occurrences.</summary>
    private static TimeSpan Jitter(ScheduleState state, DateTimeOffset due)
    {
        if (state.Schedule.JitterMs is not ({ } limit and > 0))
            return TimeSpan.Zero;
        var hash = 14695981039346656037UL; // FNV-1a, then a good stir: neighbours must not be alike
        foreach (var c in state.Id!.Value.Value)
            hash = (hash ^ c) * 1099511628211UL;
        hash = (hash ^ (ulong)due.UtcTicks) * 0x9E3779B97F4A7C15UL;
        hash = (hash ^ (hash >> 32)) * 0xD6E8FEB86659FD93UL;
        return TimeSpan.FromMilliseconds((long)((hash >> 11) % (ulong)(limit + 1)));
    }

    /// <summary>What has been decided so far; occurrences in a row with one fate and one reason become one event.</summary>
    private sealed class Batch(ScheduleState state, DateTimeOffset now)
    {
        private readonly List<IEvent> _events = [];
        private DateTimeOffset? _lastLate = state.Open.FindLast(open => open.Late)?.StartAt;

        public ScheduleState State { get; } = state;

        public DateTimeOffset Now { get; } = now;

        public bool GoesOn { get; private set; } = true;

        /// <summary>Regular ones that are planned and not started.</summary>
        public int Pending { get; private set; } = state.Open.Count(open => open is { Stage: OccurrenceStage.Pending, Manual: false });

        public int AllPending { get; private set; } = state.Open.Count(open => open.Stage == OccurrenceStage.Pending);

        private long Number => _events switch
        {
            [] => State.NextNumber,
            [.., OccurrencesPassed passed] => passed.Number + passed.Count,
            [.., OccurrencePlanned planned] => planned.Number + 1,
            _ => throw new InvalidOperationException("Nothing follows an end."),
        };

        public void Pass(DateTimeOffset due, OccurrenceFate fate, string reason)
        {
            if (_events is [.., OccurrencesPassed before] && before.Fate == fate && before.Reason == reason)
                _events[^1] = before with { Count = before.Count + 1, LastDue = due };
            else
                _events.Add(new OccurrencesPassed(State.Id!.Value, Number, 1, due, due, fate, reason, Now));
        }

        public void Plan(DateTimeOffset due, DateTimeOffset startAt, bool late)
        {
            _events.Add(new OccurrencePlanned(State.Id!.Value, Number, due, startAt, late, Manual: false, Now));
            (Pending, AllPending) = (Pending + 1, AllPending + 1);
        }

        public void PlanSpaced(DateTimeOffset due, TimeSpan spacing)
        {
            var at = _lastLate + spacing is { } next && next > Now ? next : Now;
            _lastLate = at;
            Plan(due, at, late: true);
        }

        public void Finish(Finished end)
        {
            _events.Add(end);
            GoesOn = false;
        }

        public void Stop() => GoesOn = false;

        public List<IEvent> Events() => _events;
    }
}
