using System.Globalization;
using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary>One task in full, as names and values; what there is nothing to say of is left out.</summary>
internal static class TaskDetails
{
    public static Table Of(TaskView task, TimeProvider time) => new([task.Id.Value, ""],
    [
        .. Rows(task, time).Where(row => !string.IsNullOrEmpty(row.Value)).Select(row => new Cell[] { new(row.Name, Tone.Quiet), new(row.Value!, row.Tone) }),
    ]);

    private static IEnumerable<Row> Rows(TaskView task, TimeProvider time) =>
        [.. State(task, time), .. What(task), .. Attempts(task, time), .. Checkpoint(task, time)];

    private static IEnumerable<Row> State(TaskView task, TimeProvider time)
    {
        var isOver = task.Phase.IsTerminal();
        yield return new("name", task.Key);
        yield return new("phase", Words.Phase(task.Phase), Words.ToneOf(task.Phase));
        yield return new("held back", task.HoldReason);
        yield return new("paused", task.PausedBy is { } by ? $"by {by}{(task.PausedFrom is { } from ? $", while {Words.Phase(from)}" : "")}" : null);
        yield return new("retry at", !isOver && task.RetryAt is { } at ? $"{Words.Time(at, time)} ({Words.Until(at - time.GetUtcNow())})" : null);
        yield return new(isOver ? "outcome" : "last failure", task.Outcome is { } outcome ? $"{outcome.Message} ({outcome.Code})" : null);
        yield return new("hint", task.Outcome?.Hint);
        yield return new("exit", task.Outcome?.Signal ?? task.Outcome?.ExitCode?.ToString(CultureInfo.InvariantCulture));
    }

    private static IEnumerable<Row> What(TaskView task)
    {
        yield return new("what", task.Summary);
        yield return new("agent", task.Model is { } model ? $"{task.Agent}, {model}" : task.Agent);
        yield return new("folder", task.Cwd);
        yield return new("priority", task.Priority.ToString());
        yield return new("queue", task.Queue);
        yield return new("after", string.Join(", ", task.After.Select(edge => edge.Done ? $"{edge.Id} (done)" : $"{edge.Id}")));
        yield return new("line", task.Lineage is { } line
            ? $"{line.Kind.ToString().ToLowerInvariant()} of {line.Previous}, number {line.Number} of the line of {line.Root}"
            : null);
    }

    private static IEnumerable<Row> Attempts(TaskView task, TimeProvider time)
    {
        var number = task.MaxAttempts is { } most && task.Attempt <= most ? $"{task.Attempt} of {most}" : $"{task.Attempt}";
        yield return new("accepted", Words.Time(task.CreatedAt, time));
        yield return new("attempt", task.StartedAt is { } start ? $"{number}, started {Words.Time(start, time)}" : null);
        yield return new("duration", Words.Duration(task, time.GetUtcNow()));
        yield return new("pid", task.Pid?.ToString(CultureInfo.InvariantCulture));
        yield return new("session", task.SessionId);
        yield return new("taken back", task.Adoptions > 0 ? $"{Words.Plural(task.Adoptions, "time")}, by a restarted host" : null);
        yield return new("used", task.Usage is { } used
            ? $"{used.InputTokens} tokens in, {used.OutputTokens} out, {Words.Plural(used.Turns, "turn")} {Words.Cost(task)}"
            : null);
        yield return new("git before", task.GitBefore is { } git ? Words.Git(git) : null);
    }

    private static IEnumerable<Row> Checkpoint(TaskView task, TimeProvider time)
    {
        if (task.Checkpoint is not { } checkpoint)
            yield break;
        yield return new("checkpoint", $"{Words.Time(checkpoint.At, time)}, after {Words.Plural(checkpoint.Turns, "turn")}");
        yield return new("git then", checkpoint.Git is { } git ? Words.Git(git) : null);
        yield return new("said last", Words.Shortened(checkpoint.LastMessage));
    }

    private readonly record struct Row(string Name, string? Value, Tone Tone = Tone.Plain);
}
