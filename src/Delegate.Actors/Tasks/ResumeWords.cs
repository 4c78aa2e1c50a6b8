using System.Text;
using Delegate.Contracts;

namespace Delegate.Actors.Tasks;

/// <summary>What an agent is told that goes on where an earlier run stopped. Only ever the task's own prompt and the latest checkpoint: a long line of resumes does not grow.</summary>
public static class ResumeWords
{
    /// <summary>Of one attempt after another of the same task, by the host itself.</summary>
    public static ResumePrompts AfterFailure(string prompt, OutcomeView? outcome, Checkpoint? checkpoint) =>
        Compose(prompt, outcome, checkpoint, context: null);

    /// <summary>Of a new task that goes on with one that ended, by somebody's wish.</summary>
    /// <param name="context">What that somebody adds.</param>
    public static ResumePrompts Compose(string prompt, OutcomeView? outcome, Checkpoint? checkpoint, string? context)
    {
        var ended = outcome is null ? "The previous run of this task ended before it was done." : $"The previous run of this task ended: {outcome.Message}";
        var added = string.IsNullOrWhiteSpace(context) ? "" : $"\n\n{context.Trim()}";
        const string goOn = "What it had begun may or may not have taken effect: look before you repeat anything, then go on until the task is done.";
        return new($"{ended} {goOn}{added}", $"{prompt}\n\n---\n{ended} {goOn}{Left(checkpoint)}{added}");
    }

    private static string Left(Checkpoint? checkpoint)
    {
        if (checkpoint is null)
            return "";
        var text = new StringBuilder();
        if (checkpoint.LastMessage is { Length: > 0 } message)
            text.Append("\n\nIts last message:\n").Append(message);
        if (checkpoint.LastOutput is { Length: > 0 } output && output != checkpoint.LastMessage)
            text.Append("\n\nThe end of its output:\n").Append(output);
        if (checkpoint.Git is { } git)
            text.Append("\n\nThe working folder then: ").Append(Describe(git));
        return text.ToString();
    }

    private static string Describe(GitState git)
    {
        var head = $"{git.Branch ?? "no branch"} at {git.Commit ?? "no commit yet"}";
        if (git.DirtyCount == 0)
            return $"{head}, nothing uncommitted.";
        var more = git.DirtyCount > git.Dirty.Count ? $" and {git.DirtyCount - git.Dirty.Count} more" : "";
        return $"{head}, with uncommitted changes in {string.Join(", ", git.Dirty)}{more}.";
    }
}
