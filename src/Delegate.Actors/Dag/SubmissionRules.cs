using System.Text;
using System.Text.Json;
using Delegate.Actors.Tasks;
using Delegate.Contracts;

namespace Delegate.Actors.Dag;

/// <summary>The shape of a submission: everything that can be said of it without knowing any other task.</summary>
public static class SubmissionRules
{
    private const long ShortestTimeoutMs = 1_000;
    private const long LongestTimeoutMs = 86_400_000;
    private const long SmallestOutput = 1L << 20; // the last line must fit, and it is the result
    private const long LargestOutput = 1L << 40;
    private const long ShortestIdleMs = 10_000;
    private const long LongestBackoffMs = 3_600_000;
    private const int LongestKey = 64;
    private const int LongestIdempotencyKey = 200;

    /// <summary>The first thing wrong with it; null when nothing is.</summary>
    /// <param name="folderExists">Asked for each distinct folder.</param>
    public static DelegateError? Check(SubmitRequest request, IReadOnlySet<string> agents, DagLimits limits, Func<string, bool> folderExists)
    {
        if (request.Tasks.Count == 0)
            return Invalid("A submission needs at least one task.", "tasks");
        if (request.Tasks.Count > limits.TasksPerSubmission)
            return new(ErrorCodes.LimitExceeded, $"{request.Tasks.Count} tasks in one submission; the limit is {limits.TasksPerSubmission}.", "submit them in several parts", "tasks");
        if (request.IdempotencyKey is { Length: 0 or > LongestIdempotencyKey })
            return Invalid($"An idempotency key has 1 to {LongestIdempotencyKey} characters.", "idempotencyKey");
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
        if (task.Expressions && PromptTemplate.Parse(task.Prompt).Problems is [var problem, ..])
            return Invalid(problem.Message, $"{at}.prompt");
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
        if (TaskReferences.Of(task).Count() is var dependencies && dependencies > limits.DependenciesPerTask)
            return new(ErrorCodes.LimitExceeded, $"{dependencies} dependencies of one task; the limit is {limits.DependenciesPerTask}.", "join them through a task in between", $"{at}.after");
        if (task.MaxOutputBytes is < SmallestOutput or > LargestOutput)
            return Invalid($"An output limit of {task.MaxOutputBytes} bytes is out of range: {SmallestOutput} (1 MiB) to {LargestOutput} (1 TiB).", $"{at}.maxOutputBytes");
        if (task.IdleMs is < ShortestIdleMs or > LongestTimeoutMs)
            return Invalid($"An idle limit of {task.IdleMs} ms is out of range: {ShortestIdleMs} (ten seconds) to {LongestTimeoutMs} (a day).", $"{at}.idleMs");
        if (task.Queue is { } queue && !IsQueueName(queue))
            return Invalid($"'{queue}' cannot be a queue's name: 1 to {LongestKey} letters, digits, '-', '_' or '.'.", $"{at}.queue");
        if (task.JsonSchema is { } schema && WrongSchema(task, schema) is { } wrong)
            return Invalid(wrong, $"{at}.jsonSchema");
        if (task.AllowDelegation && task.Agent != AgentNames.Claude)
            return Invalid($"The agent '{task.Agent}' takes no tools; only '{AgentNames.Claude}' can delegate.", $"{at}.allowDelegation");
        return task.Retry is { } retry ? CheckRetry(retry, $"{at}.retry") : null;
    }

    private static DelegateError? CheckRetry(RetryPolicy policy, string at) => policy switch
    {
        { MaxAttempts: < 1 or > 100 } => Invalid($"{policy.MaxAttempts} attempts are out of range: 1 to 100.", $"{at}.maxAttempts"),
        { BackoffMs: < 0 or > LongestBackoffMs } => Invalid($"A backoff of {policy.BackoffMs} ms is out of range: 0 to {LongestBackoffMs} (an hour).", $"{at}.backoffMs"),
        { MaxBackoffMs: < 0 or > LongestTimeoutMs } => Invalid($"A longest backoff of {policy.MaxBackoffMs} ms is out of range: 0 to {LongestTimeoutMs} (a day).", $"{at}.maxBackoffMs"),
        _ => null,
    };

    /// <summary>The rule for the names of queues.</summary>
    public static bool IsQueueName(string name) =>
        name.Length is > 0 and <= LongestKey && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');

    private static string? WrongSchema(TaskRequest task, string schema)
    {
        if (task.Agent != AgentNames.Claude)
            return $"The agent '{task.Agent}' takes no JSON schema; only '{AgentNames.Claude}' does.";
        try
        {
            using var parsed = JsonDocument.Parse(schema);
            return parsed.RootElement.ValueKind == JsonValueKind.Object ? null : "A JSON schema is an object.";
        }
        catch (JsonException malformed)
        {
            return $"The JSON schema is not JSON (line {malformed.LineNumber + 1}).";
        }
    }

    private static DelegateError Invalid(string message, string field) =>
        new(ErrorCodes.InvalidInput, message, "delegate run --help", field);
}
