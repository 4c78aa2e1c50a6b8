using Delegate.Contracts;
using static Delegate.Actors.Tasks.TaskProtocol;

namespace Delegate.Actors.Tasks;

/// <summary>Puts the results of other tasks into a prompt. Pure.</summary>
public static class PromptComposer
{
    /// <summary>The tasks whose results the prompt takes up.</summary>
    public static IReadOnlyList<TaskId> Sources(TaskSpec spec) => spec.ContinueFrom ?? [];

    /// <summary>The prompt with everything in it; null = the spec's prompt as it is.</summary>
    public static string? Compose(TaskSpec spec, IReadOnlyDictionary<TaskId, EndDescription> sources) => null;
}
