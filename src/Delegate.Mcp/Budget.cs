using System.Text.Json;
using Delegate.Contracts;

namespace Delegate.Mcp;

/// <summary>A model's context is dear: what is long is cut, and says where the rest is.</summary>
internal static class Budget
{
    /// <summary>Characters of a reply's longest part.</summary>
    public const int Whole = 20_000;

    /// <summary>Characters of a sentence in a list.</summary>
    public const int Sentence = 250;

    public static string? Cut(string? text, int most, string rest)
    {
        if (text is null || text.Length <= most)
            return text;
        var end = char.IsHighSurrogate(text[most - 1]) ? most - 1 : most; // never half a character
        return $"{text[..end]} … (cut; {rest})";
    }

    private const int MostNames = 20;
    private const int MostEdges = 100;

    /// <summary>A task in full, except for what would fill the context; the resource has it whole.</summary>
    public static TaskView Of(TaskView task)
    {
        var rest = $"whole in the resource {ResourceUri.Task(task.Id)}";
        return task with
        {
            Result = Cut(task.Result, Whole, rest),
            HoldReason = Short(task.HoldReason),
            Outcome = Of(task.Outcome),
            Structured = task.Structured is { } json && json.GetRawText().Length > Whole ? JsonSerializer.SerializeToElement($"(left out; {rest})") : task.Structured,
            Checkpoint = task.Checkpoint is { } checkpoint ? checkpoint with
            {
                LastMessage = Cut(checkpoint.LastMessage, Sentence, "TaskLogs has more"),
                LastOutput = Cut(checkpoint.LastOutput, Sentence, "TaskLogs has more"),
                Git = checkpoint.Git is { } git ? git with { Dirty = [.. git.Dirty.Take(MostNames)] } : null,
            } : null,
            GitBefore = null,
            After = [.. task.After.Take(MostEdges)],
        };
    }

    public static OutcomeView? Of(OutcomeView? outcome) => outcome is null ? null : outcome with { Message = Short(outcome.Message)!, Hint = Short(outcome.Hint) };

    public static string? Short(string? sentence) => Cut(sentence, Sentence * 4, "WhyTask says more");

    /// <summary>A schedule without its earlier versions, and with the beginnings of its prompts; the resource has it whole.</summary>
    public static ScheduleView Of(ScheduleView schedule) => schedule with
    {
        Earlier = [],
        Schedule = schedule.Schedule with { Work = Of(schedule.Schedule.Work, schedule.Id) },
    };

    /// <summary>One of a list: the summary stands for its work.</summary>
    public static ScheduleView Line(ScheduleView schedule) => schedule with { Earlier = [], History = [], Schedule = schedule.Schedule with { Work = new() } };

    private static ScheduledWork Of(ScheduledWork work, ScheduleId id) => new()
    {
        Task = work.Task is { } task ? Short(task, id) : null,
        Steps = work.Steps?.Select(step => Short(step, id)).ToList(),
        Flow = work.Flow is { } flow ? flow with { Text = Cut(flow.Text, Whole / 10, Rest(id))! } : null,
    };

    private static TaskRequest Short(TaskRequest task, ScheduleId id) => task with { Prompt = Cut(task.Prompt, Sentence, Rest(id))! };

    private static string Rest(ScheduleId id) => $"whole in the resource {ResourceUri.Schedule(id)}";
}
