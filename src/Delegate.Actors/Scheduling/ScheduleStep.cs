using Delegate.Contracts;
using static Delegate.Actors.Scheduling.ScheduleProtocol;

namespace Delegate.Actors.Scheduling;

/// <summary>
/// The one thing that a schedule does, whatever woke it: see to what time has brought, note which occurrences have ended,
/// start what may start. Pure: times, ends and ids arrive as arguments.
/// </summary>
public static class ScheduleStep
{
    /// <param name="first">What has just happened to it, if anything.</param>
    /// <param name="inputs">What its actor knows besides the state.</param>
    public static List<IEvent> Decide(ScheduleState state, IReadOnlyList<IEvent> first, StepInputs inputs, DateTimeOffset now)
    {
        var events = new List<IEvent>();
        Add(first);
        Add(DueDecider.Decide(state, now));
        Add([.. state.Open.Where(open => open.Stage == OccurrenceStage.Running && open.TaskIds.TrueForAll(inputs.Ends.ContainsKey))
            .Select(open => EndOf(state.Id!.Value, open, inputs.Ends, now))]);
        Add(StartDecider.Decide(state, now, inputs.Released, inputs.NewIds));
        return events;

        void Add(IReadOnlyList<IEvent> more)
        {
            events.AddRange(more);
            state = more.Aggregate(state, (at, happened) => at.Apply(happened));
        }
    }

    /// <summary>The same around somebody's wish. What came due before it is seen to before it: an edit or a cancel changes no past.</summary>
    public static (List<IEvent> Events, DelegateError? Error, long? Made) Decide(ScheduleState state, IWish wish, StepInputs inputs, DateTimeOffset now)
    {
        var past = DueDecider.Decide(state, now);
        var (wished, error) = ScheduleDecider.Decide(past.Aggregate(state, (at, happened) => at.Apply(happened)), wish, now);
        return (Decide(state, [.. past, .. wished], inputs, now), error, wished is [OccurrencePlanned made] ? made.Number : null);
    }

    /// <summary>The worst of its tasks' ends says how it ended: a failure before a cancellation, which is often its consequence.</summary>
    private static OccurrenceEnded EndOf(
        ScheduleId id, Occurrence occurrence, IReadOnlyDictionary<TaskId, (TaskPhase Phase, OutcomeView Outcome)> known, DateTimeOffset now)
    {
        var (phase, outcome) = occurrence.TaskIds.Select(task => known[task])
            .OrderBy(end => end.Phase switch { TaskPhase.Failed => 0, TaskPhase.Cancelled => 1, _ => 2 }).First();
        return new(id, occurrence.Number, phase, outcome, now);
    }
}

/// <summary>What a schedule's actor knows besides its state. A crash forgets it; it is asked for again.</summary>
/// <param name="Ends">Tasks that have ended.</param>
/// <param name="Released">Occurrences that need not wait for another schedule.</param>
/// <param name="NewIds">Ids for so many tasks, and for their submission.</param>
public sealed record StepInputs(
    IReadOnlyDictionary<TaskId, (TaskPhase Phase, OutcomeView Outcome)> Ends, IReadOnlySet<long> Released,
    Func<int, (string GraphId, IReadOnlyList<TaskId> Tasks)> NewIds);
