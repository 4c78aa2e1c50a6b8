using Delegate.Actors.Tasks;
using Delegate.Contracts;
using static Delegate.Actors.Dag.DagProtocol;

namespace Delegate.Actors.Dag;

/// <summary>A retry or a resume: a new task made out of one that has ended. Pure.</summary>
public static class AgainDecider
{
    /// <summary>
    /// The tasks that have to be asked before <see cref="Decide"/>: the one itself and the latest of its line, even if they
    /// are open (whoever has ended and is asked has told the coordinator of its end first); then what it depends on.
    /// </summary>
    /// <param name="end">How it ended, once that is known.</param>
    public static IReadOnlySet<TaskId> Needed(DagState state, Again command, TaskProtocol.EndDescription? end) =>
        end is null
            ? new HashSet<TaskId> { command.TaskId, (state.Lines ?? Lines.None).HeadOf(command.TaskId) }
            : Parents(state, end.Spec).Select(edge => TaskId.Parse(edge.On)).Where(id => !state.Open.ContainsKey(id)).Append(command.TaskId).ToHashSet();

    /// <summary>Why it cannot be; null when nothing speaks against it yet.</summary>
    private static DelegateError? Refused(DagState state, Again command)
    {
        var verb = Verb(command.Kind);
        if (state.Open.TryGetValue(command.TaskId, out _))
            return new(ErrorCodes.NotEnded, $"{command.TaskId} has not ended, so it cannot be {verb}.", $"delegate cancel {command.TaskId}, or wait for its end");
        if (state.Lines is { } lines && lines.HeadOf(command.TaskId) is var head && state.Open.ContainsKey(head))
            return new(ErrorCodes.NotEnded, $"{command.TaskId} was {verb} already, as {head}, which has not ended: two of them would do the same work at once.", $"delegate status {head}");
        return null;
    }

    /// <summary>The new task as an event, or why there is none.</summary>
    /// <param name="finished">How each of <see cref="Needed"/> ended.</param>
    public static (GraphAccepted? Event, DelegateError? Error) Decide(
        DagState state, Again command, IReadOnlyDictionary<TaskId, TaskProtocol.EndDescription> finished, DateTimeOffset now)
    {
        if (Refused(state, command) is { } refused)
            return (null, refused);
        if (!finished.TryGetValue(command.TaskId, out var end) || end is not { Phase: { } phase, Spec: { } old })
            return (null, TaskErrors.NotFound(command.TaskId.Value));
        if (!phase.IsTerminal())
            return (null, new(ErrorCodes.NotEnded, $"{command.TaskId} is just ending.", $"delegate wait {command.TaskId}, then try again"));

        var edges = new List<AcceptedEdge>();
        foreach (var (on, policy) in Parents(state, old))
        {
            var (edge, error) = ExistingEdge.Of(state, on, policy, finished, "taskId");
            if (error is not null)
                return (null, error);
            edges.Add(edge!);
        }
        var lines = state.Lines ?? Lines.None;
        var lineage = new Lineage(lines.FirstOf(command.TaskId), command.TaskId, lines.LengthOf(command.TaskId) + 1, command.Kind);
        var spec = PromptComposer.Follow(old, lines.HeadOf) with { Id = command.NewId, GraphId = command.GraphId, Lineage = lineage, Source = command.By, ResumeSession = null, Resume = null };
        if (command.Kind == LineageKind.Resume)
            spec = spec with { ResumeSession = SessionOf(end), Resume = ResumeWords.Compose(spec.Prompt, end.Outcome, end.Checkpoint, command.Context) };
        return (new(command.GraphId, command.By, null, [new(spec, edges)], now), null);
    }

    /// <summary>A command line is run again whatever it had done: there is no conversation to go on with.</summary>
    private static string? SessionOf(TaskProtocol.EndDescription end) => end.Spec!.Agent == AgentNames.Shell ? null : end.SessionId;

    /// <summary>What the old task depended on; where that was retried since, the latest of its line.</summary>
    private static IEnumerable<DependencyRequest> Parents(DagState state, TaskSpec? spec) =>
        (spec?.After ?? []).Select(edge => edge with { On = (state.Lines ?? Lines.None).HeadOf(TaskId.Parse(edge.On)).Value });

    private static string Verb(LineageKind kind) => kind == LineageKind.Retry ? "retried" : "resumed";
}
