using Delegate.Contracts;

namespace Delegate.Host.Flows;

/// <summary>Collects what is wrong with a file, so that all of it can be corrected at once.</summary>
/// <param name="fileName">Its name, for messages.</param>
/// <param name="hint">What to do once it is corrected; null = run the flow.</param>
internal sealed class FlowProblems(string fileName, string? hint = null)
{
    private const int MostShown = 20;

    private readonly List<(Mark At, string Message, string Code)> _found = [];

    public void Add(Mark at, string message, string code = ErrorCodes.InvalidInput) => _found.Add((at, message, code));

    public void ThrowIfAny()
    {
        if (_found.Count > 0)
            throw new DelegateException(Summary());
    }

    private DelegateError Summary()
    {
        var inOrder = _found.OrderBy(problem => problem.At.Line).ThenBy(problem => problem.At.Column).ToArray();
        var first = inOrder[0];
        var message = inOrder.Length == 1
            ? first.Message
            : $"{fileName} has {inOrder.Length} problems:" + string.Concat(inOrder.Take(MostShown).Select(problem => $"\n  {Place(problem.At)}: {problem.Message}"))
                + (inOrder.Length > MostShown ? $"\n  and {inOrder.Length - MostShown} more" : "");
        return new(first.Code, message, hint ?? $"correct it and run again: delegate flow run {fileName}", Place(first.At));
    }

    private string Place(Mark at) => $"{fileName}:{at.Line}:{at.Column}";
}
