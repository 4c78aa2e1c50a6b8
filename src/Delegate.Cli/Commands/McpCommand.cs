using System.CommandLine;
using Delegate.Bridge;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary><c>delegate mcp</c>: the MCP server on stdio; the session itself lives in the host.</summary>
internal static class McpCommand
{
    public static Command Create(CliContext context)
    {
        var verb = new Verb("mcp", "Serve MCP on stdin and stdout, for Claude Code and other clients.",
            "claude mcp add delegate -- delegate mcp",
            "claude mcp add --scope project delegate -- delegate mcp   # writes .mcp.json",
            "delegate mcp --print-config http                          # for clients that speak HTTP; holds a secret");
        var config = new Option<string?>("--print-config")
        {
            Description = "Serve nothing: print the entry of a client's mcpServers, over stdio or over HTTP.",
            HelpName = "stdio|http",
        };
        config.AcceptOnlyFromAmong("stdio", "http");
        verb.Options.Add(config);
        verb.SetAction(async (parsed, cancel) =>
        {
            if (parsed.GetValue(config) is { } transport)
                return await McpConfig.PrintAsync(context, transport, cancel);
            await McpProgram.ServeAsync(context.Hosts.OpenMcpAsync, words => context.Terminal.Say($"delegate mcp: {words}"), context.Time, cancel);
            return ExitCodes.Ok;
        });
        return verb;
    }
}
