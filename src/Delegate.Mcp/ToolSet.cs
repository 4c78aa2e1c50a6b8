using System.Reflection;
using System.Runtime.CompilerServices;
using Delegate.Contracts;
using Delegate.Mcp.Tools;
using Delegate.Mcp.Tools.Graphs;
using Delegate.Mcp.Tools.Machine;
using Delegate.Mcp.Tools.Schedules;
using ModelContextProtocol.Server;

namespace Delegate.Mcp;

/// <summary>What the tools of a session work with.</summary>
/// <param name="InputEnded">Cancelled when nobody can get an answer any more.</param>
internal sealed record ToolSession(IDelegateClient Client, McpCaller Caller, TimeProvider Time, Deliveries Deliveries, CancellationToken InputEnded);

/// <summary>
/// The tools. A new one is a class under Tools and a line here. What is published of them is the same for every session and
/// takes a quarter of a second to work out, so it is made once; the object that does the work is made for each call.
/// </summary>
internal static class ToolSet
{
    private static readonly ConditionalWeakTable<McpServerOptions, ToolSession> Sessions = [];

    private static readonly Lazy<IReadOnlyList<McpServerTool>> All = new(() =>
    [
        Of(s => new DelegateTaskTool(s.Client, s.Caller)),
        Of(s => new TaskStatusTool(s.Client)),
        Of(s => new WaitForTasksTool(s.Client, s.Time, s.InputEnded)),
        Of(s => new TaskLogsTool(s.Client)),
        Of(s => new CancelTaskTool(s.Client)),
        Of(s => new PauseTaskTool(s.Client)),
        Of(s => new ResumeTaskTool(s.Client)),
        Of(s => new RetryTaskTool(s.Client)),
        Of(s => new TaskHistoryTool(s.Client)),
        Of(s => new WhyTaskTool(s.Client)),
        Of(s => new InboxTool(s.Client, s.Caller, s.Deliveries)),
        .. Graphs(),
        .. Machine(),
        .. Schedules(),
    ]);

    /// <summary>The tools for a session with these options.</summary>
    public static McpServerPrimitiveCollection<McpServerTool> For(McpServerOptions options, ToolSession session)
    {
        Sessions.AddOrUpdate(options, session);
        return [.. All.Value];
    }

    private static IEnumerable<McpServerTool> Graphs() =>
    [
        Of(s => new SubmitGraphTool(s.Client, s.Caller)),
        Of(s => new ShowGraphTool(s.Client)),
        Of(s => new ListTasksTool(s.Client)),
        Of(s => new CancelTasksTool(s.Client)),
        Of(s => new ChangeDependenciesTool(s.Client)),
    ];

    private static IEnumerable<McpServerTool> Machine() =>
    [
        Of(s => new ListQueuesTool(s.Client)),
        Of(s => new SetQueueTool(s.Client)),
        Of(s => new PauseQueueTool(s.Client)),
        Of(s => new ResumeQueueTool(s.Client)),
        Of(_ => new ListAgentsTool()),
        Of(s => new HostStatusTool(s.Client)),
    ];

    private static IEnumerable<McpServerTool> Schedules() =>
    [
        Of(s => new ScheduleTaskTool(s.Client, s.Caller)),
        Of(s => new ListSchedulesTool(s.Client)),
        Of(s => new GetScheduleTool(s.Client)),
        Of(s => new ScheduleStatusTool(s.Client)),
        Of(s => new PauseScheduleTool(s.Client)),
        Of(s => new ResumeScheduleTool(s.Client)),
        Of(s => new RunScheduleTool(s.Client)),
        Of(s => new EditScheduleTool(s.Client)),
        Of(s => new CancelScheduleTool(s.Client)),
        Of(s => new CreatePipelineTool(s.Client, s.Caller)),
        Of(s => new SchedulePipelineTool(s.Client, s.Caller)),
    ];

    private static McpServerTool Of<T>(Func<ToolSession, T> make) where T : class
    {
        var method = typeof(T).GetMethods().Single(candidate => candidate.GetCustomAttribute<McpServerToolAttribute>() is not null);
        var options = new McpServerToolCreateOptions { SerializerOptions = McpJson.Options, SchemaCreateOptions = McpJson.Schemas };
        var tool = method.IsStatic
            ? McpServerTool.Create(method, (object?)null, options)
            : McpServerTool.Create(method, call => make(Sessions.TryGetValue(call.Server.ServerOptions, out var session) ? session : throw new InvalidOperationException("The session has no tools.")), options);
        tool.ProtocolTool.InputSchema = ToolSchema.Finish(tool.ProtocolTool.InputSchema, method);
        if (method.GetCustomAttribute<AnswersAttribute>() is { } answers)
            tool.ProtocolTool.OutputSchema = AnswerSchema.Of(answers.Shapes);
        return tool;
    }
}
