using Delegate.Contracts;
using static Delegate.Actors.Scheduling.ScheduleProtocol;

namespace Delegate.Actors.Scheduling;

/// <summary>What people may do to a schedule, as events. Pure.</summary>
public static class ScheduleDecider
{
    private static readonly IReadOnlyList<IEvent> Nothing = [];

    public static (IReadOnlyList<IEvent> Events, DelegateError? Error) Decide(ScheduleState state, IWish wish, DateTimeOffset now)
    {
        if (wish is Create create)
            return state.IsKnown
                ? (Nothing, new(ErrorCodes.DuplicateKey, $"There is a schedule '{create.ScheduleId}' already.", "delegate schedule list"))
                : ([new Created(create.ScheduleId, create.Definition, now)], null);
        if (!state.IsKnown)
            return (Nothing, NotFound(wish.ScheduleId.Value));
        return wish switch
        {
            Pause pause => state.Status == ScheduleStatus.Active
                ? ([new Paused(pause.ScheduleId, pause.Reason, pause.By, now)], null)
                : (Nothing, Not("active", state)),
            Resume resume => state.Status == ScheduleStatus.Paused
                ? ([new Resumed(resume.ScheduleId, resume.By, now)], null)
                : (Nothing, Not("paused", state)),
            RunNow run => state.Status is ScheduleStatus.Cancelled or ScheduleStatus.Expired
                ? (Nothing, Over(state))
                : ([new OccurrencePlanned(run.ScheduleId, state.NextNumber, now, now, Late: false, Manual: true, now)], null),
            Cancel cancel => !state.IsLive
                ? (Nothing, Over(state))
                : ([new Finished(cancel.ScheduleId, ScheduleStatus.Cancelled, cancel.Reason ?? $"Cancelled by {cancel.By}.", cancel.CancelTasks, now)], null),
            Edit edit => DecideEdit(state, edit, now),
            _ => throw new InvalidOperationException($"No rule decides {wish.GetType()}."),
        };
    }

    public static DelegateError NotFound(string id) =>
        new(ErrorCodes.ScheduleNotFound, $"There is no schedule '{id}'.", "delegate schedule list");

    private static (IReadOnlyList<IEvent>, DelegateError?) DecideEdit(ScheduleState state, Edit edit, DateTimeOffset now)
    {
        if (!state.IsLive)
            return (Nothing, Over(state));
        if (edit.IfVersion is { } expected && expected != state.Version)
            return (Nothing, new(ErrorCodes.ScheduleChanged,
                $"{edit.ScheduleId} has version {state.Version} by now; the edit is of version {expected}.", $"delegate schedule show {edit.ScheduleId}"));
        return ([new Edited(edit.ScheduleId, state.Version + 1, edit.Definition, now)], null);
    }

    private static DelegateError Not(string wanted, ScheduleState state) =>
        new(ErrorCodes.ScheduleState, $"{state.Id} is not {wanted}; it is {WordOf(state.Status)}.", $"delegate schedule show {state.Id}");

    private static DelegateError Over(ScheduleState state) =>
        new(ErrorCodes.ScheduleState, $"{state.Id} has ended: {WordOf(state.Status)} ({state.EndReason?.TrimEnd('.')}).", $"delegate schedule show {state.Id}");

    private static string WordOf(ScheduleStatus status) => status.ToString().ToLowerInvariant();
}
