using System.ComponentModel;
using System.Globalization;
using System.Text;
using Delegate.Contracts;
using ModelContextProtocol;
using ModelContextProtocol.Server;

namespace Delegate.Mcp.Prompts;

/// <summary>Asks for a report of what ended since some time, and brings the facts along.</summary>
internal sealed class WhatHappenedPrompt(IDelegateClient client, TimeProvider time)
{
    private const int Most = 50;
    private static readonly TimeSpan Night = TimeSpan.FromHours(12);
    private static readonly TaskPhase[] Open = [.. Enum.GetValues<TaskPhase>().Where(phase => !phase.IsTerminal())];

    [McpServerPrompt(Name = "what-happened", Title = "What happened overnight")]
    [Description("Reports what delegated work has ended since some time, what failed and why, and what is still open.")]
    public async Task<string> GetAsync(
        [Description("Since when: 12h, 2d, 90m, or an ISO 8601 instant. Default: 12h.")] string? since = null,
        CancellationToken cancel = default)
    {
        var from = From(since);
        var ended = await client.ListTasksAsync(new([], Most) { Sort = TaskSort.Ended, Since = from, OldestFirst = true }, cancel);
        var open = await client.ListTasksAsync(new(Open, Most), cancel);
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Report what has happened to my delegated work since {from.UtcDateTime:u}, in a few sentences: what is done, what failed and why, what is open and what it waits for, and what I should do next. Look closer with TaskStatus, TaskLogs and WhyTask where a line does not say enough.");
        Append(text, "Ended since then, oldest first", ended, "ListTasks with sort ended and since");
        Append(text, "Not ended yet", open, "ListTasks with phases");
        return text.ToString();
    }

    private static void Append(StringBuilder text, string title, TaskPage page, string more)
    {
        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"{title}:");
        foreach (var task in page.Tasks)
            text.AppendLine(CultureInfo.InvariantCulture, $"- {(task.EndedAt is { } at ? $"{at.UtcDateTime:u} " : "")}{Budget.Cut(TaskText.Line(task), Budget.Sentence, "TaskStatus has more")} [{task.Agent}, {task.Cwd}] {task.Summary}");
        if (page.Tasks.Count == 0)
            text.AppendLine("- nothing");
        if (page.Next is not null)
            text.AppendLine(CultureInfo.InvariantCulture, $"- and more: {more}");
    }

    private DateTimeOffset From(string? since)
    {
        if (string.IsNullOrWhiteSpace(since))
            return time.GetUtcNow() - Night;
        if (int.TryParse(since[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= 100_000 && since[^1] is 'm' or 'h' or 'd')
            return time.GetUtcNow() - (since[^1] switch { 'm' => TimeSpan.FromMinutes(count), 'h' => TimeSpan.FromHours(count), _ => TimeSpan.FromDays(count) });
        return DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant
            : throw new McpProtocolException($"'{since}' is no time: write 12h, 2d, 90m, or an instant such as 2027-01-01T22:00:00Z.", McpErrorCode.InvalidParams);
    }
}
