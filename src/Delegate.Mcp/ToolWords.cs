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
        ("delegate list", "TaskStatus without taskId"),
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
    ];

    private static readonly Dictionary<string, string> Parameters = new()
    {
        ["cwd"] = "workingDirectory",
        ["after"] = "dependsOn",
        ["timeoutMs"] = "timeout",
        ["idleMs"] = "idleTimeout",
        ["retry"] = "maxAttempts",
    };

    public static DelegateError Of(DelegateError error) => error with { Hint = Hint(error.Hint), Field = Field(error.Field) };

    private static string? Hint(string? hint) =>
        Hints.Aggregate(hint, (words, entry) => words?.Replace(entry.Command, entry.Tool, StringComparison.Ordinal));

    /// <summary>A tool submits one task: <c>tasks[0].after[2].on</c> is its <c>dependsOn[2]</c>.</summary>
    private static string? Field(string? field)
    {
        if (field is null || SubmissionField().Match(field) is not { Success: true } match)
            return field;
        var name = match.Groups["name"].Value;
        return Parameters.GetValueOrDefault(name, name) + match.Groups["index"].Value;
    }

    [GeneratedRegex(@"^tasks\[0\]\.(?<name>\w+)(?<index>\[\d+\])?")]
    private static partial Regex SubmissionField();
}
