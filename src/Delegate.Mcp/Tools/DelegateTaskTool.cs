using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Delegate.Contracts;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Delegate.Mcp.Tools;

/// <summary>Hands over one piece of work.</summary>
internal sealed class DelegateTaskTool(IDelegateClient client, McpCaller caller)
{
    private const int LongestPrompt = 4 * 1024 * 1024;

    [McpServerTool(Name = "DelegateTask", Title = "Delegate a task", ReadOnly = false, Destructive = true, Idempotent = false, OpenWorld = true)]
    [McpMeta("anthropic/alwaysLoad", true)]
    [Answers(typeof(Accepted))]
    [Description(
        """
        Hands a piece of work to a background agent and returns its task id at once. Use it for work that can go on beside
        this conversation: another Claude Code session (agent "claude") for anything that needs thinking, or a command
        line (agent "shell") for builds, tests and scripts. Tasks that depend on others wait for them by themselves.
        Example: {"agent": "shell", "prompt": "dotnet test", "dependsOn": ["task-7k2m9qx4h0ad"], "timeout": 600000}
        """)]
    public async Task<CallToolResult> RunAsync(
        [Description("What to do: complete instructions for claude, which knows nothing of this conversation; a command line (for /bin/sh) for shell.")]
        [StringLength(LongestPrompt, MinimumLength = 1)]
        string prompt,
        [Description("Who does it: claude is a new Claude Code session, shell runs the prompt as a command line.")]
        [AllowedValues(AgentNames.Claude, AgentNames.Shell)]
        string agent = AgentNames.Claude,
        [Description("Ids of tasks that must succeed first. They may be finished already.")]
        [MaxLength(100)]
        TaskId[]? dependsOn = null,
        [Description("If one of dependsOn does not succeed: cancel this task, run it anyway, or hold it until that one is retried with success.")]
        DependencyPolicy onDependencyFailure = DependencyPolicy.Cancel,
        [Description("Folder to work in; any existing one. A relative path starts from the project folder of this session, which is also the default.")]
        string? workingDirectory = null,
        [Description("Who goes first when slots are short: P0 critical, P1 high, P2 normal.")]
        Priority priority = Priority.P2,
        [Description("Milliseconds it may run before it is ended: 1000 (a second) to 86400000 (a day). Default: the user's setting.")]
        [Range(1_000, 86_400_000)]
        long? timeout = null,
        [Description("Bytes that its output may take on disk; of more, the beginning and the end are kept. 1048576 (1 MiB) or more. Default: the user's setting.")]
        [Range(1L << 20, 1L << 40)]
        long? maxOutputBuffer = null,
        [Description("Model for claude, such as sonnet or opus. Default: the user's setting.")]
        string? model = null,
        [Description("What claude may do without asking; nobody is there to ask, so what is not allowed is denied. Default: the user's setting.")]
        [AllowedValues("default", "acceptEdits", "plan", "dontAsk", "auto", "bypassPermissions")]
        string? permissionMode = null,
        [Description("Tools that claude may use besides, in Claude Code's notation: Edit, Bash(git:*).")]
        [MaxLength(200)]
        string[]? allowedTools = null,
        [Description("Ids of tasks whose results are put before the prompt. Each is waited for like those of dependsOn, whether named there or not.")]
        [MaxLength(100)]
        TaskId[]? continueFrom = null,
        [Description("Milliseconds without a sign of life after which it counts as stalled: 10000 to 86400000. Default: the user's setting.")]
        [Range(10_000, 86_400_000)]
        long? idleTimeout = null,
        [Description("Attempts in all, 1 to 100, for failures that pass by themselves (an overloaded service, say); 1 = no second one. Default: the user's setting.")]
        [Range(1, 100)]
        int? maxAttempts = null,
        [Description("The queue to wait in, which may have a limit of its own; letters, digits, - _ and . only. Default: the queue \"default\".")]
        [StringLength(64, MinimumLength = 1), RegularExpression("^[A-Za-z0-9_.-]+$")]
        string? queue = null,
        [Description("True lets claude work in a folder where another delegated claude works already; otherwise it waits for that one.")]
        bool shareFolder = false,
        [Description("A JSON Schema that the answer of claude must fit; the answer is then in TaskStatus as structured.")]
        JsonObject? jsonSchema = null,
        [Description("True gives that claude these tools too, so that it can delegate in turn, within the host's limits of depth and number. What it delegates is cancelled with it.")]
        bool allowDelegation = false,
        RequestContext<CallToolRequestParams>? call = null,
        CancellationToken cancel = default)
    {
        var task = new TaskRequest
        {
            Prompt = prompt,
            Agent = agent,
            Cwd = Folders.For(caller, workingDirectory),
            Priority = priority,
            After = [.. (dependsOn ?? []).Select(id => new DependencyRequest(id.Value, onDependencyFailure))],
            TimeoutMs = timeout,
            MaxOutputBytes = maxOutputBuffer,
            Model = model,
            PermissionMode = permissionMode,
            AllowedTools = allowedTools ?? [],
            ContinueFrom = [.. (continueFrom ?? []).Select(id => id.Value)],
            IdleMs = idleTimeout,
            Retry = maxAttempts is { } most ? new() { MaxAttempts = most } : null,
            Queue = queue,
            ShareFolder = shareFolder,
            JsonSchema = jsonSchema?.ToJsonString(),
            AllowDelegation = allowDelegation,
        };
        var request = new SubmitRequest { Tasks = [task] }.SignedBy(caller, call);
        var reply = await client.SubmitAsync(request, cancel);
        var accepted = new Accepted(reply.Tasks[0].Id, task.Agent, task.Cwd, "WaitForTasks with this id for its end; TaskStatus and TaskLogs meanwhile");
        return ToolReply.Success($"Accepted as {accepted.TaskId}, in {accepted.WorkingDirectory}.", accepted);
    }

    private sealed record Accepted(TaskId TaskId, string Agent, string WorkingDirectory, string Next);
}
