using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Delegate.Contracts;

namespace Delegate.Mcp.Tools.Schedules;

/// <summary>One step of a pipeline, as a model writes it.</summary>
internal sealed record PipelineStep
{
    [Description("What to do in this step.")]
    [MinLength(1)]
    public required string Prompt { get; init; }

    [Description("Who does it: claude or shell. Default: the pipeline's.")]
    [AllowedValues(AgentNames.Claude, AgentNames.Shell)]
    public string? Agent { get; init; }

    [Description("Folder to work in. Default: the pipeline's.")]
    public string? WorkingDirectory { get; init; }

    [Description("Who goes first: P0 critical, P1 high, P2 normal. Default: the pipeline's.")]
    public Priority? Priority { get; init; }

    [Description("Model for claude. Default: the pipeline's.")]
    public string? Model { get; init; }

    /// <summary>The step as a task; what it does not say is as the pipeline has it.</summary>
    public TaskRequest ToTask(McpCaller caller, string agent, string? folder, Priority priority, string? model, long? timeout) => new()
    {
        Prompt = Prompt,
        Agent = Agent ?? agent,
        Cwd = Folders.For(caller, WorkingDirectory ?? folder),
        Priority = Priority ?? priority,
        Model = Model ?? model,
        TimeoutMs = timeout,
    };
}
