using Delegate.Actors.Dag;
using Delegate.Actors.Tasks;
using Delegate.Contracts;

namespace Delegate.Actors.Projections;

/// <summary>An event as a history shows it: only what is about the task, and long texts cut. Pure.</summary>
internal static class HistoryCuts
{
    private const int Longest = 200;

    public static object Of(TaskId id, object happened) => happened switch
    {
        DagProtocol.GraphAccepted e => e with
        {
            Tasks = [.. e.Tasks.Where(task => task.Spec.Id == id || task.Spec.Lineage is not null).Select(task => task with { Spec = Cut(task.Spec) })],
        },
        TaskProtocol.Accepted e => e with { Spec = Cut(e.Spec) },
        TaskProtocol.AttemptStarting e => e with { Prompt = Cut(e.Prompt), FreshPrompt = Cut(e.FreshPrompt) },
        TaskProtocol.Ended e => e with { Result = Cut(e.Result), ResultJson = Cut(e.ResultJson) },
        _ => happened,
    };

    private static TaskSpec Cut(TaskSpec spec) => spec with
    {
        Prompt = Cut(spec.Prompt)!,
        Resume = spec.Resume is { } words ? new(Cut(words.SameSession)!, Cut(words.NewSession)!) : null,
    };

    private static string? Cut(string? text)
    {
        if (text is null || text.Length <= Longest)
            return text;
        var end = char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest;
        return $"{text[..end]}… ({text.Length} characters)";
    }
}
