using Delegate.Actors.Serialization;
using Delegate.Contracts;

namespace Delegate.Actors.Scheduling;

/// <summary>A message that finds its way to one schedule's actor.</summary>
public interface IWithScheduleId
{
    ScheduleId ScheduleId { get; }
}

/// <summary>The messages of one schedule's actor. What people want comes through the manager, which knows the schedules that there are.</summary>
public static class ScheduleProtocol
{
    // ---- commands: answered by Answer, once they are stored ---------------------------------------------------------

    /// <summary>Somebody's wish about one schedule.</summary>
    public interface IWish : IWithScheduleId;

    public sealed record Create(ScheduleId ScheduleId, ScheduleDefinition Definition) : IWish;

    /// <param name="IfVersion">Null = whatever version there is.</param>
    public sealed record Edit(ScheduleId ScheduleId, ScheduleDefinition Definition, int? IfVersion) : IWish;

    public sealed record Pause(ScheduleId ScheduleId, string? Reason, string By) : IWish;

    public sealed record Resume(ScheduleId ScheduleId, string By) : IWish;

    public sealed record RunNow(ScheduleId ScheduleId, string By) : IWish;

    public sealed record Cancel(ScheduleId ScheduleId, bool CancelTasks, string? Reason, string By) : IWish;

    /// <param name="Error">Null when it was stored.</param>
    /// <param name="Occurrence">The occurrence that <see cref="RunNow"/> made.</param>
    public sealed record Answer(ScheduleId ScheduleId, DelegateError? Error, long? Occurrence = null);

    // ---- between the manager and its schedules ----------------------------------------------------------------------

    /// <summary>Something of yours is due; and say where you stand. Answered by <see cref="Standing"/>.</summary>
    public sealed record Wake(ScheduleId ScheduleId) : IWithScheduleId;

    /// <summary>The manager has come back and knows nothing: say everything again, and ask for ends that it may not have passed on.</summary>
    public sealed record Recall(ScheduleId ScheduleId) : IWithScheduleId;

    /// <summary>Where a schedule stands: told to the manager after each change and after each recovery.</summary>
    /// <param name="NextWake">When it wants to be woken; null = only by an event.</param>
    /// <param name="NextDue">Its next occurrence that it has not seen to yet.</param>
    /// <param name="OldestOpen">The instant of its oldest occurrence that has not ended.</param>
    /// <param name="Tasks">Tasks whose end it wants to hear of.</param>
    /// <param name="IsOver">True when nothing will ever happen to it by itself.</param>
    public sealed record Standing(
        ScheduleId ScheduleId, DateTimeOffset? NextWake, DateTimeOffset? NextDue, DateTimeOffset? OldestOpen,
        IReadOnlyList<TaskId> Tasks, bool IsOver);

    /// <summary>Say <see cref="Released"/> when the other schedule's occurrences up to an instant have ended.</summary>
    public sealed record Follow(ScheduleId ScheduleId, long Number, ScheduleId After, DateTimeOffset UpTo);

    /// <summary>An occurrence need not wait for another schedule any longer.</summary>
    public sealed record Released(ScheduleId ScheduleId, long Number) : IWithScheduleId;

    /// <summary>A task of an occurrence has ended.</summary>
    public sealed record TaskEnded(ScheduleId ScheduleId, TaskId TaskId, TaskPhase Phase, OutcomeView Outcome) : IWithScheduleId;

    // ---- events -----------------------------------------------------------------------------------------------------

    /// <summary>A fact of one schedule's journal. Times are UTC and travel in the event.</summary>
    public interface IEvent : IJournaled, IWithScheduleId
    {
        DateTimeOffset At { get; }
    }

    public sealed record Created(ScheduleId ScheduleId, ScheduleDefinition Definition, DateTimeOffset At) : IEvent;

    public sealed record Edited(ScheduleId ScheduleId, int Version, ScheduleDefinition Definition, DateTimeOffset At) : IEvent;

    public sealed record Paused(ScheduleId ScheduleId, string? Reason, string By, DateTimeOffset At) : IEvent;

    public sealed record Resumed(ScheduleId ScheduleId, string By, DateTimeOffset At) : IEvent;

    /// <summary>It has come to its end. What runs goes on, unless <paramref name="CancelTasks"/>.</summary>
    public sealed record Finished(ScheduleId ScheduleId, ScheduleStatus Status, string Reason, bool CancelTasks, DateTimeOffset At) : IEvent;

    /// <summary>An occurrence has come due and is to run: stored before anything is done for it.</summary>
    /// <param name="StartAt">Not before this.</param>
    /// <param name="Late">It makes up for one that was missed.</param>
    /// <param name="Manual">Somebody asked for it; it is beside the regular ones.</param>
    public sealed record OccurrencePlanned(
        ScheduleId ScheduleId, long Number, DateTimeOffset Due, DateTimeOffset StartAt, bool Late, bool Manual, DateTimeOffset At) : IEvent;

    /// <summary>Occurrences in a row, none of which will run.</summary>
    public sealed record OccurrencesPassed(
        ScheduleId ScheduleId, long Number, int Count, DateTimeOffset FirstDue, DateTimeOffset LastDue, OccurrenceFate Fate, string Reason,
        DateTimeOffset At) : IEvent;

    /// <summary>A planned occurrence will not run.</summary>
    public sealed record OccurrenceSkipped(ScheduleId ScheduleId, long Number, string Reason, DateTimeOffset At) : IEvent;

    /// <summary>Its tasks are being handed over, under these ids: whoever reads it knows that they may exist.</summary>
    public sealed record OccurrenceStarting(
        ScheduleId ScheduleId, long Number, int Version, string GraphId, IReadOnlyList<TaskId> TaskIds, DateTimeOffset At) : IEvent;

    /// <summary>Its tasks were accepted: it has run, whatever comes of them.</summary>
    /// <param name="TaskIds">Null when they are those of <see cref="OccurrenceStarting"/>.</param>
    public sealed record OccurrenceStarted(ScheduleId ScheduleId, long Number, IReadOnlyList<TaskId>? TaskIds, DateTimeOffset At) : IEvent;

    public sealed record OccurrenceStartFailed(ScheduleId ScheduleId, long Number, DelegateError Error, DateTimeOffset At) : IEvent;

    /// <summary>The last of its tasks has ended.</summary>
    public sealed record OccurrenceEnded(ScheduleId ScheduleId, long Number, TaskPhase Phase, OutcomeView Outcome, DateTimeOffset At) : IEvent;
}
