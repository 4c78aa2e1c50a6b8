using System.Text.Json;
using Delegate.Contracts;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Delegate.Mcp;

/// <summary>
/// Around every tool call: the arguments are held against the published schema before, failures become error replies
/// after. The SDK does neither.
/// </summary>
internal sealed class CallGuard(McpServerPrimitiveCollection<McpServerTool> tools, ILogger log)
{
    public McpRequestHandler<CallToolRequestParams, CallToolResult> Wrap(McpRequestHandler<CallToolRequestParams, CallToolResult> next) =>
        async (request, cancel) =>
        {
            if (request.Params is not { } call || !tools.TryGetPrimitive(call.Name, out var tool))
                return await next(request, cancel); // the SDK's own answer to a tool that does not exist
            try
            {
                var arguments = JsonSerializer.SerializeToElement(call.Arguments ?? new Dictionary<string, JsonElement>(), McpJson.Options);
                if (JsonShape.Check(arguments, tool.ProtocolTool.InputSchema) is { } wrong)
                    return ToolReply.Error(wrong with { Hint = $"correct the arguments of {call.Name} and call it again" });
                return await next(request, cancel);
            }
            catch (DelegateException expected)
            {
                return ToolReply.Error(ToolWords.Of(expected.Error, call.Name));
            }
            catch (Exception unforeseen) when (unforeseen is not OperationCanceledException)
            {
                log.LogError(unforeseen, "tool {Tool} failed", call.Name);
                return ToolReply.Error(new(ErrorCodes.Internal, $"{call.Name} failed inside the host.", "delegate host logs"));
            }
        };
}
