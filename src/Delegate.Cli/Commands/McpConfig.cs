using System.Text.Json;
using System.Text.Json.Nodes;
using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary><c>delegate mcp --print-config</c>: how another client is told of the server.</summary>
internal static class McpConfig
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    public static async Task<int> PrintAsync(CliContext context, string transport, CancellationToken cancel)
    {
        var entry = transport == "http" ? await OverHttpAsync(context, cancel) : new()
        {
            ["type"] = "stdio", ["command"] = "delegate", ["args"] = new JsonArray("mcp"),
        };
        context.Terminal.Out(Text(new JsonObject { ["mcpServers"] = new JsonObject { ["delegate"] = entry } }));
        if (transport == "http")
            context.Terminal.Say("whoever has this token can run commands as you on this machine; it is in " + context.Home.TokenFile);
        return ExitCodes.Ok;
    }

    private static async Task<JsonObject> OverHttpAsync(CliContext context, CancellationToken cancel)
    {
        var host = await (await context.Hosts.ConnectAsync(cancel)).GetHostAsync(cancel);
        if (host.Url is not { } url)
            throw new DelegateException(new(ErrorCodes.InvalidConfiguration, "The host listens on no port (port is -1).", "delegate config set port 0, then delegate host stop", "port"));
        var token = (await File.ReadAllTextAsync(context.Home.TokenFile, cancel)).Trim();
        return new()
        {
            ["type"] = "http", ["url"] = url.TrimEnd('/') + Routes.McpHttp, ["headers"] = new JsonObject { ["Authorization"] = $"Bearer {token}" },
        };
    }

    private static string Text(JsonObject config)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Indented))
            config.WriteTo(writer);
        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }
}
