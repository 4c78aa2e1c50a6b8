using System.Text;
using Delegate.Contracts;

namespace Delegate.Actors.Dag;

/// <summary>The shape of a submission: everything that can be said of it without knowing any other task.</summary>
public static class SubmissionRules
{
    private const long ShortestTimeoutMs = 1_000;
    private const long LongestTimeoutMs = 86_400_000;
    private const int LongestKey = 64;

    /// <summary>The first thing wrong with it; null when nothing is.</summary>
    /// <param name="folderExists">Asked for each distinct folder.</param>
    public static DelegateError? Check(SubmitRequest request, IReadOnlySet<string> agents, DagLimits limits, Func<string, bool> folderExists)
    {
        if (request.Tasks.Count == 0)
            return Invalid("A submission needs at least one task.", "tasks");
        if (request.Tasks.Count > limits.TasksPerSubmission)
            return new(ErrorCodes.LimitExceeded, $"{request.Tasks.Count} tasks in one submission; the limit is {limits.TasksPerSubmission}.", "submit them in several parts", "tasks");
        var seen = new Dictionary<string, bool>();
        for (var i = 0; i < request.Tasks.Count; i++)
            if (CheckTask(request.Tasks[i], $"tasks[{i}]", agents, limits, Exists) is { } error)
                return error;
        return null;

        bool Exists(string folder) =>
            seen.TryGetValue(folder, out var exists) ? exists : seen[folder] = folderExists(folder);
    }

    private static DelegateError? CheckTask(
        TaskRequest task, string at, IReadOnlySet<string> agents, DagLimits limits, Func<string, bool> folderExists)
    {
        if (task.Key is { } key && (key.Length is 0 or > LongestKey || TaskId.TryParse(key, out _)))
            return Invalid($"'{key}' cannot be a task's key: 1 to {LongestKey} characters, and not in the form of a task id.", $"{at}.key");
        if (!agents.Contains(task.Agent))
            return new(ErrorCodes.UnknownAgent, $"There is no agent '{task.Agent}'; there are {string.Join(", ", agents.Order())}.", "delegate run --agent claude …", $"{at}.agent");
        if (string.IsNullOrWhiteSpace(task.Prompt))
            return Invalid("The prompt is empty.", $"{at}.prompt");
        if (task.Prompt.Contains('\0', StringComparison.Ordinal))
            return Invalid("The prompt contains a NUL character, which no agent can read.", $"{at}.prompt");
        if (Encoding.UTF8.GetByteCount(task.Prompt) is var bytes && bytes > limits.PromptBytes)
            return new(ErrorCodes.LimitExceeded, $"The prompt has {bytes} bytes; the limit is {limits.PromptBytes}.", "put it into a file, and name the file in the prompt", $"{at}.prompt");
        if (!Path.IsPathFullyQualified(task.Cwd))
            return new(ErrorCodes.InvalidFolder, $"'{task.Cwd}' is not an absolute path.", "give the whole path of the folder", $"{at}.cwd");
        if (!folderExists(task.Cwd))
            return new(ErrorCodes.InvalidFolder, $"There is no folder '{task.Cwd}'.", $"mkdir -p '{task.Cwd}'", $"{at}.cwd");
        if (task.TimeoutMs is < ShortestTimeoutMs or > LongestTimeoutMs)
            return Invalid($"A timeout of {task.TimeoutMs} ms is out of range: {ShortestTimeoutMs} (a second) to {LongestTimeoutMs} (a day).", $"{at}.timeoutMs");
        if (task.PermissionMode is { } mode && !Settings.IsPermissionMode(mode))
            return Invalid($"'{mode}' is not a permission mode; they are {Settings.Find("claudePermissionMode")!.Accepts}.", $"{at}.permissionMode");
        if (task.After.Count > limits.DependenciesPerTask)
            return new(ErrorCodes.LimitExceeded, $"{task.After.Count} dependencies of one task; the limit is {limits.DependenciesPerTask}.", "join them through a task in between", $"{at}.after");
        return null;
    }

    private static DelegateError Invalid(string message, string field) =>
        new(ErrorCodes.InvalidInput, message, "delegate run --help", field);
}
