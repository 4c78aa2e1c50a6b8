using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Delegate.Contracts;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Delegate.Mcp.Tools.Schedules;

/// <summary>Hands over a chain of prompts in one call.</summary>
internal sealed class CreatePipelineTool(IDelegateClient client, McpCaller caller)
{
    [McpServerTool(Name = "CreatePipeline", Title = "Create a pipeline", ReadOnly = false, Destructive = true, Idempotent = false, OpenWorld = true)]
    [Answers(typeof(Accepted))]
    [Description(
        """
        Hands over 2 to 20 steps in one call, all or none: the first starts at once, each of the others when the one
        before has succeeded; when one fails, those after it are cancelled. Each step may have its own agent, folder,
        priority and model; what it does not say is as the pipeline has it.
        Example: {"steps": [{"prompt": "write the tests"}, {"prompt": "make test", "agent": "shell"}]}
        """)]
    public async Task<CallToolResult> RunAsync(
        [Description("The steps, in order.")]
        [MinLength(2), MaxLength(20)]
        PipelineStep[] steps,
        [Description("Who does the steps that do not say: claude is a new Claude Code session, shell a command line.")]
        [AllowedValues(AgentNames.Claude, AgentNames.Shell)]
        string agent = AgentNames.Claude,
        [Description("Folder to work in; a relative path starts from the project folder of this session, which is also the default.")]
        string? workingDirectory = null,
        [Description("Who goes first when slots are short: P0 critical, P1 high, P2 normal.")]
        Priority priority = Priority.P2,
        [Description("Model for claude. Default: the user's setting.")]
        string? model = null,
        [Description("Milliseconds that each step may run. Default: the user's setting.")]
        [Range(1_000, 86_400_000)]
        long? timeout = null,
        RequestContext<CallToolRequestParams>? call = null,
        CancellationToken cancel = default)
    {
        var tasks = Pipeline.Chain([.. steps.Select(step => step.ToTask(caller, agent, workingDirectory, priority, model, timeout))]);
        var reply = await client.SubmitAsync(new SubmitRequest { Tasks = tasks }.SignedBy(caller, call), cancel);
        return ToolReply.Success(
            $"Accepted {reply.Tasks.Count} steps: {string.Join(", ", reply.Tasks.Select(task => task.Id))}.",
            new Accepted(reply.GraphId, reply.Tasks, "WaitForTasks with these ids for their end"));
    }

    private sealed record Accepted(string GraphId, IReadOnlyList<SubmittedTask> Steps, string Next);
}
