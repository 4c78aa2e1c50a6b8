using Delegate.Contracts;

namespace Delegate.Web.Graph;

/// <summary>A task as the graph draws it, now or then.</summary>
public sealed record GraphItem(
    TaskId Id, string Name, string Agent, TaskPhase Phase, int Attempt, string? Note, IReadOnlyList<DependencyView> After, TaskId? Previous)
{
    public static GraphItem Of(TaskView task) => new(
        task.Id, task.Key ?? task.Summary, task.Agent, task.Phase, task.Attempt, task.HoldReason ?? task.Outcome?.Message, task.After, task.Lineage?.Previous);

    public static GraphItem Of(PastState state) => new(
        state.Task.Id, state.Task.Key ?? state.Task.Summary, state.Task.Agent, state.Step.Phase, state.Step.Attempt, state.Step.Outcome?.Message,
        state.Step.After ?? [], state.Task.Lineage?.Previous);
}
