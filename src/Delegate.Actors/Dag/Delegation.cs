using Delegate.Actors.Processes;
using Delegate.Actors.Tasks;
using Delegate.Contracts;

namespace Delegate.Actors.Dag;

/// <summary>What a delegated session delegates in turn: whose it is, how much it may be, and that it ends with it. Pure.</summary>
public static class Delegation
{
    /// <summary>The task whose agent asks; null when a person does; or why it may not.</summary>
    public static (OpenTask? Parent, DelegateError? Error) Check(DagState state, SubmitRequest request, DagLimits limits)
    {
        if (request.CallerAttempt is not { } asks)
            return (null, null);
        if (AttemptKey.TryParse(asks) is not { } attempt)
            return Refuse(ErrorCodes.InvalidInput, $"'{asks}' names no attempt.", "it is the value of DELEGATE_ATTEMPT, as the host has set it");
        if (state.Open.GetValueOrDefault(attempt.Task) is not { Dispatched: true, Cancel: null } parent || parent.Attempts != attempt.Number)
            return Refuse(ErrorCodes.Forbidden, $"The attempt {asks}, which asks, is not running.", $"delegate status {attempt.Task}");
        if (!parent.Spec.AllowDelegation)
            return Refuse(ErrorCodes.Forbidden, $"{parent.Id} may not delegate: it was not allowed to when it was delegated.", "do the work in this session; or whoever delegates allows it (delegate run --allow-delegation …)");
        if (parent.Spec.Generation >= limits.DelegationDepth)
            return Refuse(ErrorCodes.LimitExceeded, $"{parent.Id} was delegated by an agent, {parent.Spec.Generation} deep; the limit is {limits.DelegationDepth} (delegationDepth).", "do the work in this session");
        if (parent.Delegated + request.Tasks.Count > limits.DelegationsPerTask)
            return Refuse(ErrorCodes.LimitExceeded, $"{parent.Id} has delegated {parent.Delegated} tasks; with {request.Tasks.Count} more the limit of {limits.DelegationsPerTask} is passed (delegationsPerTask).", "do the rest in this session");
        return (parent, null);
    }

    /// <summary>The unfinished tasks that an agent delegated, and those that their agents did.</summary>
    public static IReadOnlyList<TaskId> Below(DagState state, TaskId parent)
    {
        var below = new List<TaskId>();
        if (state.Open.GetValueOrDefault(parent) is not { Delegated: > 0 })
            return below;
        foreach (var task in state.Open.Values.Where(task => task.Spec.DelegatedBy == parent).OrderBy(task => task.Sequence))
        {
            below.Add(task.Id);
            below.AddRange(Below(state, task.Id));
        }
        return below;
    }

    /// <summary>The state in which they are to end, because the one that delegated them does.</summary>
    public static DagState CancelBelow(DagState state, TaskId parent, string? by)
    {
        var open = state.Open;
        foreach (var id in Below(state, parent))
            if (open[id] is { Cancel: null } task)
                open = open.SetItem(id, task with { Cancel = new(OutcomeCodes.Cancelled, $"{parent}, whose agent delegated it, was ended.", by ?? "host") });
        return open == state.Open ? state : state with { Open = open };
    }

    /// <summary>
    /// The working tree that a task wants for itself. An agent that waits for what it delegated stands in its tree, and is
    /// not in the way of that: only its children are in each other's.
    /// </summary>
    public static string? TreeOf(DagState state, TaskSpec spec) =>
        spec is { Tree: { } tree, DelegatedBy: { } parent } && state.Open.GetValueOrDefault(parent)?.Spec.Tree == tree ? $"{tree} of {parent}" : spec.Tree;

    private static (OpenTask?, DelegateError?) Refuse(string code, string message, string hint) => (null, new(code, message, hint, "callerAttempt"));
}
