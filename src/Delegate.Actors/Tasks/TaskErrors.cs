using Delegate.Contracts;

namespace Delegate.Actors.Tasks;

/// <summary>The errors that several places say about a task, in one wording.</summary>
public static class TaskErrors
{
    public static DelegateError NotFound(string id) =>
        new(ErrorCodes.TaskNotFound, $"There is no task '{id}'.", "delegate list");

    public static DelegateError AlreadyEnded(TaskId id, TaskPhase phase, OutcomeView? outcome)
    {
        var name = phase.ToString().ToLowerInvariant();
        var why = outcome is null || phase == TaskPhase.Succeeded ? "" : $" ({outcome.Message.TrimEnd('.')})";
        return new(ErrorCodes.AlreadyEnded, $"{id} has already ended: {name}{why}.", $"delegate status {id}");
    }
}
