using Delegate.Actors.Tasks;

namespace Delegate.Host.Flows;

/// <summary>The expressions of a prompt or command, each with its place in the file.</summary>
internal static class FlowExpressions
{
    /// <summary>The tasks that they name; what is wrong with them is among the problems.</summary>
    public static IReadOnlyList<(string Task, Mark At)> Read(FlowScalar scalar, FlowProblems problems)
    {
        if (scalar.Text is not { } text || !text.Contains(PromptTemplate.Opening, StringComparison.Ordinal))
            return [];
        var template = PromptTemplate.Parse(text);
        foreach (var problem in template.Problems)
            problems.Add(At(scalar, problem.Start), problem.Message);
        return [.. template.Expressions.Select(expression => (expression.Task, At(scalar, expression.Start)))];
    }

    /// <summary>The places are those of the file, unless the file spells one of them with escapes: then the whole text's.</summary>
    private static Mark At(FlowScalar scalar, int start)
    {
        var before = Count(scalar.Text.AsSpan(0, start));
        return scalar.Openings.Count == Count(scalar.Text) ? scalar.Openings[before] : scalar.At;
    }

    private static int Count(ReadOnlySpan<char> text) => text.Count(PromptTemplate.Opening);
}
