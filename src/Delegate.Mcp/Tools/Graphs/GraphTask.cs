using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Delegate.Contracts;

namespace Delegate.Mcp.Tools.Graphs;

/// <summary>One task of a graph, as a model writes it.</summary>
internal sealed record GraphTask
{
    private const string ResultOf = "${{ tasks.";

    [Description("Its name in this graph, for dependsOn, continueFrom and edges; letters, digits, - _ and . only.")]
    [StringLength(64, MinimumLength = 1), RegularExpression("^[A-Za-z0-9_.-]+$")]
    public required string Key { get; init; }

    [Description("What to do: complete instructions for claude, which knows nothing of this conversation; a command line for shell. ${{ tasks.KEY.result }} (.output, .json.path[0]) stands for what another task gave, which is then waited for; a literal ${{ is then written $${{.")]
    [MinLength(1)]
    public required string Prompt { get; init; }

    [Description("Who does it: claude or shell. Default: the graph's.")]
    [AllowedValues(AgentNames.Claude, AgentNames.Shell)]
    public string? Agent { get; init; }

    [Description("What must succeed first: keys of this graph, or ids of earlier tasks.")]
    [MaxLength(100)]
    public string[]? DependsOn { get; init; }

    [Description("If one of dependsOn does not succeed: cancel this task, run it anyway, or hold it until that one is retried with success. Default: cancel.")]
    public DependencyPolicy? OnDependencyFailure { get; init; }

    [Description("Keys or ids whose results are put before the prompt; each is waited for too.")]
    [MaxLength(100)]
    public string[]? ContinueFrom { get; init; }

    [Description("Folder to work in. Default: the graph's.")]
    public string? WorkingDirectory { get; init; }

    [Description("Who goes first: P0 critical, P1 high, P2 normal. Default: the graph's.")]
    public Priority? Priority { get; init; }

    [Description("Milliseconds it may run. Default: the graph's.")]
    [Range(1_000, 86_400_000)]
    public long? Timeout { get; init; }

    [Description("Milliseconds without a sign of life after which it counts as stalled. Default: the user's setting.")]
    [Range(10_000, 86_400_000)]
    public long? IdleTimeout { get; init; }

    [Description("Attempts in all, for failures that pass by themselves. Default: the user's setting.")]
    [Range(1, 100)]
    public int? MaxAttempts { get; init; }

    [Description("Model for claude. Default: the graph's.")]
    public string? Model { get; init; }

    [Description("What claude may do without asking. Default: the graph's.")]
    [AllowedValues("default", "acceptEdits", "plan", "dontAsk", "auto", "bypassPermissions")]
    public string? PermissionMode { get; init; }

    [Description("Tools that claude may use besides: Edit, Bash(git:*). Default: the graph's.")]
    [MaxLength(200)]
    public string[]? AllowedTools { get; init; }

    [Description("The queue to wait in. Default: the graph's.")]
    [StringLength(64, MinimumLength = 1), RegularExpression("^[A-Za-z0-9_.-]+$")]
    public string? Queue { get; init; }

    [Description("True lets claude work where another delegated claude works already.")]
    public bool? ShareFolder { get; init; }

    [Description("A JSON Schema that the answer of claude must fit.")]
    public JsonObject? JsonSchema { get; init; }

    /// <summary>The task as it is submitted; what it does not say is as the graph has it.</summary>
    public TaskRequest ToRequest(GraphDefaults defaults, McpCaller caller, IEnumerable<GraphEdgeRequest> edges)
    {
        var policy = OnDependencyFailure ?? DependencyPolicy.Cancel;
        var after = (DependsOn ?? []).Select(on => new DependencyRequest(on, policy)).Concat(edges.Select(edge => new DependencyRequest(edge.From, edge.OnFailure ?? policy)));
        return new()
        {
            Key = Key,
            Prompt = Prompt,
            Agent = Agent ?? defaults.Agent,
            Cwd = Folders.For(caller, WorkingDirectory ?? defaults.WorkingDirectory),
            Priority = Priority ?? defaults.Priority,
            After = [.. after],
            ContinueFrom = ContinueFrom ?? [],
            Expressions = Prompt.Contains(ResultOf, StringComparison.Ordinal),
            TimeoutMs = Timeout ?? defaults.Timeout,
            IdleMs = IdleTimeout,
            Retry = MaxAttempts is { } most ? new() { MaxAttempts = most } : null,
            Model = Model ?? defaults.Model,
            PermissionMode = PermissionMode ?? defaults.PermissionMode,
            AllowedTools = AllowedTools ?? defaults.AllowedTools,
            Queue = Queue ?? defaults.Queue,
            ShareFolder = ShareFolder ?? false,
            JsonSchema = JsonSchema?.ToJsonString(),
        };
    }
}

/// <summary>What holds for every task of a graph that does not say otherwise.</summary>
internal sealed record GraphDefaults(
    string Agent, string? WorkingDirectory, Priority Priority, long? Timeout, string? Model, string? PermissionMode, string[] AllowedTools, string? Queue);

/// <summary>One edge with a policy of its own.</summary>
internal sealed record GraphEdgeRequest
{
    [Description("What must end first: a key of this graph, or the id of an earlier task.")]
    [MinLength(1)]
    public required string From { get; init; }

    [Description("The key of the task that waits.")]
    [MinLength(1)]
    public required string To { get; init; }

    [Description("If from does not succeed: cancel, run or hold the task that waits. Default: what that one says.")]
    public DependencyPolicy? OnFailure { get; init; }
}
