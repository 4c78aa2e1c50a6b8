using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using Delegate.Contracts;
using Delegate.Mcp.Tools;
using Delegate.Mcp.Tools.Graphs;
using Delegate.Mcp.Tools.Machine;
using Delegate.Mcp.Tools.Schedules;
using ModelContextProtocol.Server;

namespace Delegate.Mcp;

/// <summary>The tools of one session. A new tool is a class under Tools and a line here.</summary>
internal static class ToolSet
{
    // The same for every session: made once, or each session would wait a tenth of a second for them.
    private static readonly ConcurrentDictionary<Type, MethodInfo> Methods = new();
    private static readonly ConcurrentDictionary<MethodInfo, (JsonElement Input, JsonElement? Output)> Published = new();

    public static McpServerPrimitiveCollection<McpServerTool> Create(IDelegateClient client, McpCaller caller, TimeProvider time, Deliveries deliveries, CancellationToken inputEnded) =>
    [
        From(new DelegateTaskTool(client, caller)),
        From(new TaskStatusTool(client)),
        From(new WaitForTasksTool(client, time, inputEnded)),
        From(new TaskLogsTool(client)),
        From(new CancelTaskTool(client)),
        From(new PauseTaskTool(client)),
        From(new ResumeTaskTool(client)),
        From(new RetryTaskTool(client)),
        From(new TaskHistoryTool(client)),
        From(new WhyTaskTool(client)),
        From(new InboxTool(client, caller, deliveries)),
        .. Graphs(client, caller),
        .. Machine(client),
        .. Schedules(client, caller),
    ];

    private static IEnumerable<McpServerTool> Graphs(IDelegateClient client, McpCaller caller) =>
    [
        From(new SubmitGraphTool(client, caller)),
        From(new ShowGraphTool(client)),
        From(new ListTasksTool(client)),
        From(new CancelTasksTool(client)),
        From(new ChangeDependenciesTool(client)),
    ];

    private static IEnumerable<McpServerTool> Machine(IDelegateClient client) =>
    [
        From(new ListQueuesTool(client)),
        From(new SetQueueTool(client)),
        From(new PauseQueueTool(client)),
        From(new ResumeQueueTool(client)),
        From(new ListAgentsTool()),
        From(new HostStatusTool(client)),
    ];

    private static IEnumerable<McpServerTool> Schedules(IDelegateClient client, McpCaller caller) =>
    [
        From(new ScheduleTaskTool(client, caller)),
        From(new ListSchedulesTool(client)),
        From(new GetScheduleTool(client)),
        From(new ScheduleStatusTool(client)),
        From(new PauseScheduleTool(client)),
        From(new ResumeScheduleTool(client)),
        From(new RunScheduleTool(client)),
        From(new EditScheduleTool(client)),
        From(new CancelScheduleTool(client)),
        From(new CreatePipelineTool(client, caller)),
        From(new SchedulePipelineTool(client, caller)),
    ];

    private static McpServerTool From(object target)
    {
        var method = Methods.GetOrAdd(target.GetType(), type => type.GetMethods().Single(candidate => candidate.GetCustomAttribute<McpServerToolAttribute>() is not null));
        var tool = McpServerTool.Create(method, method.IsStatic ? null : target, new() { SerializerOptions = McpJson.Options, SchemaCreateOptions = McpJson.Schemas });
        var (input, output) = Published.GetOrAdd(method, _ => (
            ToolSchema.Finish(tool.ProtocolTool.InputSchema, method),
            method.GetCustomAttribute<AnswersAttribute>() is { } answers ? AnswerSchema.Of(answers.Shapes) : null));
        tool.ProtocolTool.InputSchema = input;
        tool.ProtocolTool.OutputSchema = output;
        return tool;
    }
}
