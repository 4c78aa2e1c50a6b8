using System.Text.RegularExpressions;
using Delegate.Contracts;

namespace Delegate.Mcp;

/// <summary>The host speaks of commands and of a submission's fields; a model knows tools and their parameters.</summary>
internal static partial class ToolWords
{
    private static readonly (string Command, string Tool)[] Hints =
    [
        ("delegate schedule list", "ListSchedules"),
        ("delegate schedule show", "ScheduleStatus with scheduleId"),
        ("delegate schedule create", "ScheduleTask"),
        ("delegate list", "ListTasks"),
        ("delegate status", "TaskStatus with taskId"),
        ("delegate logs", "TaskLogs with taskId"),
        ("delegate cancel", "CancelTask with taskId"),
        ("delegate pause", "PauseTask with taskId"),
        ("delegate resume", "ResumeTask with taskId"),
        ("delegate retry", "RetryTask with taskId"),
        ("delegate wait", "WaitForTasks with"),
        ("delegate run --on-failure run …", "DelegateTask with onDependencyFailure run"),
        ("delegate why", "WhyTask with taskId"),
        ("delegate history", "TaskHistory with taskId"),
        ("delegate graph", "ShowGraph"),
        ("delegate queue list", "ListQueues"),
        ("delegate queue", "SetQueue for"),
        ("delegate depend", "ChangeDependencies with taskId"),
        ("delegate flow run", "SubmitGraph"),
        ("delegate host status", "HostStatus"),
    ];

    private static readonly Dictionary<string, string> Parameters = new()
    {
        ["cwd"] = "workingDirectory",
        ["after"] = "dependsOn",
        ["timeoutMs"] = "timeout",
        ["idleMs"] = "idleTimeout",
        ["retry"] = "maxAttempts",
    };

    /// <summary>How the entries of a submission are called by the tools that make more than one.</summary>
    private static readonly Dictionary<string, string> Entries = new()
    {
        ["SubmitGraph"] = "tasks",
        ["CreatePipeline"] = "steps",
    };

    public static DelegateError Of(DelegateError error, string tool) => error with { Hint = Hint(error.Hint), Field = Field(error.Field, tool) };

    private static string? Hint(string? hint) =>
        Hints.Aggregate(hint, (words, entry) => words?.Replace(entry.Command, entry.Tool, StringComparison.Ordinal));

    /// <summary>Where a tool submits one task, <c>tasks[0].after[2].on</c> is its <c>dependsOn[2]</c>; else that of one entry.</summary>
    private static string? Field(string? field, string tool)
    {
        if (field is null || SubmissionField().Match(field) is not { Success: true } match)
            return field;
        var name = match.Groups["name"].Value;
        var parameter = Parameters.GetValueOrDefault(name, name) + match.Groups["index"].Value;
        return Entries.TryGetValue(tool, out var entries) ? $"{entries}[{match.Groups["task"].Value}].{parameter}" : parameter;
    }

    [GeneratedRegex(@"^tasks\[(?<task>\d+)\]\.(?<name>\w+)(?<index>\[\d+\])?")]
    private static partial Regex SubmissionField();
}
