using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

// The least that the official C# SDK makes of an MCP server on stdio: one tool, no host builder, no logging.
await using var transport = new StdioServerTransport("minimal");
await using var server = McpServer.Create(transport, new McpServerOptions
{
    ServerInfo = new Implementation { Name = "minimal", Version = "1" },
    ToolCollection = [McpServerTool.Create((string text) => text, new() { Name = "Echo", Description = "Says it again." })],
});
await server.RunAsync();
