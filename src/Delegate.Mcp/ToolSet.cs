using System.Reflection;
using Delegate.Contracts;
using Delegate.Mcp.Tools;
using ModelContextProtocol.Server;

namespace Delegate.Mcp;

/// <summary>The tools of one session. A new tool is a class under Tools and a line here.</summary>
internal static class ToolSet
{
    public static McpServerPrimitiveCollection<McpServerTool> Create(IDelegateClient client, McpCaller caller, TimeProvider time) =>
    [
        From(new DelegateTaskTool(client, caller)),
        From(new TaskStatusTool(client)),
        From(new WaitForTasksTool(client, time)),
        From(new TaskLogsTool(client)),
        From(new CancelTaskTool(client)),
    ];

    private static McpServerTool From(object tool)
    {
        var method = tool.GetType().GetMethods().Single(candidate => candidate.GetCustomAttribute<McpServerToolAttribute>() is not null);
        return McpServerTool.Create(method, tool, new() { SerializerOptions = McpJson.Options, SchemaCreateOptions = McpJson.Schemas });
    }
}
