using Delegate.Actors.Tasks;
using Delegate.Contracts;

namespace Delegate.Actors.Dag;

/// <summary>Every task that a request refers to: each of them is a dependency, however it is named.</summary>
internal static class TaskReferences
{
    /// <summary>One reference.</summary>
    /// <param name="Field">Where in the task's request.</param>
    public readonly record struct Reference(string On, DependencyPolicy OnFailure, string Field);

    /// <summary>
    /// What <c>after</c> names, as it is (naming one twice is a mistake); then what only <c>continueFrom</c> or an expression
    /// of the prompt names: waited for like the rest, and the task is cancelled when it does not succeed.
    /// </summary>
    public static IEnumerable<Reference> Of(TaskRequest task)
    {
        for (var i = 0; i < task.After.Count; i++)
            yield return new(task.After[i].On, task.After[i].OnFailure, $"after[{i}]");
        var named = task.After.Select(edge => edge.On).ToHashSet();
        for (var i = 0; i < task.ContinueFrom.Count; i++)
            if (named.Add(task.ContinueFrom[i]))
                yield return new(task.ContinueFrom[i], DependencyPolicy.Cancel, $"continueFrom[{i}]");
        if (!task.Expressions)
            yield break;
        foreach (var expression in PromptTemplate.Parse(task.Prompt).Expressions)
            if (named.Add(expression.Task))
                yield return new(expression.Task, DependencyPolicy.Cancel, "prompt");
    }
}
