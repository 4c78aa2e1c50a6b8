using Delegate.Actors.Tasks;
using Delegate.Contracts;
using static Delegate.Actors.Dag.DagProtocol;

namespace Delegate.Actors.Dag;

/// <summary>An edge to a task that exists already: gated by how that task stands, not by having seen it end.</summary>
internal static class ExistingEdge
{
    /// <summary>Whom an edge is really to: who may wait for a retry waits for the latest of the line.</summary>
    public static TaskId Target(DagState state, TaskId on, DependencyPolicy policy) =>
        policy == DependencyPolicy.Hold && state.Lines is { } lines && !state.Open.ContainsKey(on) ? lines.HeadOf(on) : on;

    /// <param name="finished">How each task that is not open ended; one that is missing does not exist.</param>
    public static (AcceptedEdge? Edge, DelegateError? Error) Of(
        DagState state, string on, DependencyPolicy policy, IReadOnlyDictionary<TaskId, TaskProtocol.EndDescription> finished, string field)
    {
        if (!TaskId.TryParse(on, out var named))
            return (null, Unknown(on, field));
        var id = Target(state, named, policy);
        if (state.Open.ContainsKey(id))
            return (new(id, policy, false), null);
        if (!finished.TryGetValue(id, out var end) || end.Phase is not { } phase)
            return (null, Unknown(on, field));
        if (Edge.Satisfies(phase, policy))
            return (new(id, policy, true), null);
        // A task that is still ending (its end is stored, the coordinator has not heard) is gated like an unfinished one.
        if (!phase.IsTerminal() || policy == DependencyPolicy.Hold)
            return (new(id, policy, false), null);
        return (null, new(ErrorCodes.DependencyFailed, Edge.FailureCause(id, end.Spec?.Key, phase, end.Outcome!).Message,
            $"delegate retry {id}, then depend on that; or delegate run --on-failure run … runs it anyway", field));
    }

    private static DelegateError Unknown(string on, string field) =>
        new(ErrorCodes.DependencyNotFound, $"There is no task '{on}' to depend on.", "delegate list", field);
}
