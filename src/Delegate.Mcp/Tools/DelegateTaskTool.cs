using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
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
        CancellationToken cancel = default)
    {
        var task = new TaskRequest
        {
            Prompt = prompt,
            Agent = agent,
            Cwd = FolderFor(workingDirectory),
            Priority = priority,
            After = [.. (dependsOn ?? []).Select(id => new DependencyRequest(id.Value, onDependencyFailure))],
            TimeoutMs = timeout,
            MaxOutputBytes = maxOutputBuffer,
            Model = model,
            PermissionMode = permissionMode,
            AllowedTools = allowedTools ?? [],
        };
        var reply = await client.SubmitAsync(new() { Tasks = [task], Source = "mcp", CallerSession = caller.Session }, cancel);
        var accepted = new Accepted(reply.Tasks[0].Id, task.Agent, task.Cwd, "WaitForTasks with this id for its end; TaskStatus and TaskLogs meanwhile");
        return ToolReply.Success($"Accepted as {accepted.TaskId}, in {accepted.WorkingDirectory}.", accepted);
    }

    private string FolderFor(string? named) => (named, caller.Project) switch
    {
        (null or "", { } project) => project,
        (null or "", null) => throw NoProject("workingDirectory is needed: this client did not say what its project folder is."),
        ({ } path, _) when Path.IsPathRooted(path) => Path.GetFullPath(path),
        ({ } path, { } project) => Path.GetFullPath(path, project),
        ({ } path, null) => throw NoProject($"workingDirectory is '{path}'; it must be an absolute path: this client did not say what its project folder is."),
    };

    private static DelegateException NoProject(string message) =>
        new(new(ErrorCodes.InvalidFolder, message, "pass an absolute path as workingDirectory", "workingDirectory"));

    private sealed record Accepted(TaskId TaskId, string Agent, string WorkingDirectory, string Next);
}
