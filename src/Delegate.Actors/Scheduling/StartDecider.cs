using Delegate.Contracts;
using static Delegate.Actors.Scheduling.ScheduleProtocol;

namespace Delegate.Actors.Scheduling;

/// <summary>What becomes of planned occurrences whose time has come, and whether the schedule is at its end. Pure.</summary>
public static class StartDecider
{
    /// <param name="released">Numbers that need not wait for another schedule.</param>
    /// <param name="newIds">Ids for so many tasks, and for their submission.</param>
    public static IReadOnlyList<IEvent> Decide(
        ScheduleState state, DateTimeOffset now, IReadOnlySet<long> released, Func<int, (string GraphId, IReadOnlyList<TaskId> Tasks)> newIds)
    {
        var events = new List<IEvent>();
        if (EndOf(state, now) is { } end)
            Add(end);
        foreach (var number in state.Open.Where(open => open.Stage == OccurrenceStage.Pending).Select(open => open.Number).ToList())
            if (Next(state, state.Find(number)!, now, released, newIds) is { } happened)
                Add(happened);
        if (events is not [Finished, ..] && EndOf(state, now) is { } later)
            Add(later);
        return events;

        void Add(IEvent happened)
        {
            events.Add(happened);
            state = state.Apply(happened);
        }
    }

    /// <summary>When time alone changes something; null when only an event does.</summary>
    public static DateTimeOffset? NextWake(ScheduleState state, DateTimeOffset now)
    {
        if (!state.IsKnown)
            return null;
        var waits = state.Open.Where(open => open.Stage == OccurrenceStage.Pending && open.StartAt > now).Select(open => (DateTimeOffset?)open.StartAt);
        var due = state.Status == ScheduleStatus.Paused && state.Recurrence is { IsEndless: false } ? null : state.NextDue;
        return waits.Append(due).Append(state.IsLive ? state.Schedule.ExpiresAt?.ToUniversalTime() : null).Min();
    }

    private static IEvent? Next(
        ScheduleState state, Occurrence occurrence, DateTimeOffset now, IReadOnlySet<long> released,
        Func<int, (string GraphId, IReadOnlyList<TaskId> Tasks)> newIds)
    {
        var id = state.Id!.Value;
        if (state.Status == ScheduleStatus.Cancelled)
            return Skip("The schedule was cancelled before it could start.");
        // One that has completed (its last instant came) may still have it to start, and its time may be over by then.
        if (state.Status == ScheduleStatus.Expired || (!occurrence.Manual && state.Schedule.ExpiresAt <= now))
            return Skip("The schedule expired before it could start.");
        if (occurrence.StartAt > now)
            return null;
        if (state.Status == ScheduleStatus.Paused && !occurrence.Manual)
            return Skip("The schedule was paused.");
        if (state.Open.Find(other => other.Number < occurrence.Number) is { } earlier)
            switch (PolicyFor(state, occurrence))
            {
                case OverlapPolicy.Skip:
                    return Skip($"The occurrence of {state.Shown(earlier.Due)} had not ended.");
                case OverlapPolicy.CancelRunning when state.Open.Exists(other => other.Number > occurrence.Number && other.StartAt <= now):
                    return Skip("A later occurrence took its place.");
                case OverlapPolicy.Queue or OverlapPolicy.CancelRunning:
                    return null;
                default:
                    break;
            }
        if (state.Schedule.After is not null && !occurrence.Manual && !released.Contains(occurrence.Number))
            return null;
        var ids = newIds(state.Definition.Tasks.Count);
        return new OccurrenceStarting(id, occurrence.Number, state.Version, ids.GraphId, ids.Tasks, now);

        OccurrenceSkipped Skip(string reason) => new(id, occurrence.Number, reason, now);
    }

    /// <summary>Whoever asks for all missed runs wants each of them, one after the other.</summary>
    private static OverlapPolicy PolicyFor(ScheduleState state, Occurrence occurrence) =>
        occurrence.Late && state.Schedule is { MissedRuns: MissedPolicy.All, Overlap: OverlapPolicy.Skip }
            ? OverlapPolicy.Queue
            : state.Schedule.Overlap;

    private static Finished? EndOf(ScheduleState state, DateTimeOffset now)
    {
        if (!state.IsLive)
            return null;
        if (state.Schedule.ExpiresAt is { } expiry && expiry <= now)
            return End(ScheduleStatus.Expired, $"Its time was over at {expiry:yyyy-MM-ddTHH:mm:sszzz}.");
        if (state.Schedule.MaxRuns is { } most && state.Runs >= most)
            return End(ScheduleStatus.Completed, $"It has run {most} {(most == 1 ? "time" : "times")}, as often as it may.");
        if (state.Recurrence is not null && state.NextAfter(state.SeenUpTo) is null)
            return End(ScheduleStatus.Completed, "It has no further occurrence.");
        return null;

        Finished End(ScheduleStatus status, string reason) => new(state.Id!.Value, status, reason, false, now);
    }
}
