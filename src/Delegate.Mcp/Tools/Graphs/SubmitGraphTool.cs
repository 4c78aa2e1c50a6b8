using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Delegate.Contracts;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Delegate.Mcp.Tools.Graphs;

/// <summary>Hands over tasks that depend on each other, in one call.</summary>
internal sealed class SubmitGraphTool(IDelegateClient client, McpCaller caller)
{
    private const int MostTasks = 1_000;
    private const int LongestFlow = 4 * 1024 * 1024;

    [McpServerTool(Name = "SubmitGraph", Title = "Submit a graph", ReadOnly = false, Destructive = true, Idempotent = false, OpenWorld = true)]
    [McpMeta("anthropic/alwaysLoad", true)]
    [Answers(typeof(Accepted))]
    [Description(
        """
        Hands over many tasks with their dependencies in one call: all are accepted or none, and a circle is refused naming
        its path. Use it whenever work splits into parts, some of which can go on at the same time: each task starts by
        itself once what it depends on has succeeded. Give either tasks (a list) or flow (the text of a flow file, YAML).
        Example: {"agent": "shell", "tasks": [{"key": "build", "prompt": "make"}, {"key": "test", "prompt": "make test", "dependsOn": ["build"]}, {"key": "review", "agent": "claude", "prompt": "Review the last commit.", "dependsOn": ["build"]}]}
        """)]
    public async Task<CallToolResult> RunAsync(
        [Description("The tasks. Their order is the order in which equals are started.")]
        [MinLength(1), MaxLength(MostTasks)]
        GraphTask[]? tasks = null,
        [Description("Dependencies with a policy of their own, besides those of dependsOn.")]
        [MaxLength(10_000)]
        GraphEdgeRequest[]? edges = null,
        [Description("Instead of tasks: the text of a flow file (YAML), as 'delegate flow run' takes it.")]
        [StringLength(LongestFlow, MinimumLength = 1)]
        string? flow = null,
        [Description("Who does the tasks that do not say: claude is a new Claude Code session, shell a command line.")]
        [AllowedValues(AgentNames.Claude, AgentNames.Shell)]
        string agent = AgentNames.Claude,
        [Description("Folder to work in; a relative path starts from the project folder of this session, which is also the default.")]
        string? workingDirectory = null,
        [Description("Who goes first when slots are short: P0 critical, P1 high, P2 normal.")]
        Priority priority = Priority.P2,
        [Description("Milliseconds that each task may run. Default: the user's setting.")]
        [Range(1_000, 86_400_000)]
        long? timeout = null,
        [Description("Model for claude. Default: the user's setting.")]
        string? model = null,
        [Description("What claude may do without asking. Default: the user's setting.")]
        [AllowedValues("default", "acceptEdits", "plan", "dontAsk", "auto", "bypassPermissions")]
        string? permissionMode = null,
        [Description("Tools that claude may use besides, in Claude Code's notation: Edit, Bash(git:*).")]
        [MaxLength(200)]
        string[]? allowedTools = null,
        [Description("The queue that the tasks wait in.")]
        [StringLength(64, MinimumLength = 1), RegularExpression("^[A-Za-z0-9_.-]+$")]
        string? queue = null,
        RequestContext<CallToolRequestParams>? call = null,
        CancellationToken cancel = default)
    {
        var reply = (tasks, flow) switch
        {
            ({ }, null) => await client.SubmitAsync(new SubmitRequest
            {
                Tasks = Connected(tasks, edges ?? [], new(agent, workingDirectory, priority, timeout, model, permissionMode, allowedTools ?? [], queue)),
            }.SignedBy(caller, call), cancel),
            (null, { }) => await client.SubmitFlowAsync(
                new FlowRequest(flow, "flow", Folders.For(caller, workingDirectory)).SignedBy(caller, call), cancel),
            _ => throw Invalid("Either tasks or flow is needed, and not both.", "tasks"),
        };
        return ToolReply.Success(
            $"Accepted {reply.Tasks.Count} tasks as {reply.GraphId}: {string.Join(", ", reply.Tasks.Select(task => $"{task.Key} = {task.Id}"))}.",
            new Accepted(reply.GraphId, reply.Tasks, "ShowGraph with this graphId for how it goes, WaitForTasks with the ids for their end"));
    }

    private List<TaskRequest> Connected(GraphTask[] tasks, GraphEdgeRequest[] edges, GraphDefaults defaults)
    {
        var keys = tasks.Select(task => task.Key).ToHashSet();
        foreach (var (edge, index) in edges.Select((edge, index) => (edge, index)))
            if (!keys.Contains(edge.To))
                throw Invalid($"No task of this graph has the key '{edge.To}'{DidYouMean.Tail(edge.To, keys)}", $"edges[{index}].to");
        return [.. tasks.Select(task => task.ToRequest(defaults, caller, edges.Where(edge => edge.To == task.Key)))];
    }

    private static DelegateException Invalid(string message, string field) =>
        new(new(ErrorCodes.InvalidInput, message, "correct the arguments of SubmitGraph and call it again", field));

    private sealed record Accepted(string GraphId, IReadOnlyList<SubmittedTask> Tasks, string Next);
}
