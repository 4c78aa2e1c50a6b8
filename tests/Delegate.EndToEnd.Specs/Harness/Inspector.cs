using System.Text.Json.Nodes;

namespace Delegate.EndToEnd.Specs.Harness;

/// <summary>The command line of the protocol's own inspector, pinned and installed by <c>eng/install-test-tools.sh</c>: a client that is not ours.</summary>
public static class Inspector
{
    private static readonly string? Program = Find();

    /// <summary>Skips the spec, by name and with the reason, on a machine without it.</summary>
    public static void OrSkip() => Skip.If(Program is null, "needs the MCP inspector: run eng/install-test-tools.sh");

    /// <summary>Starts <c>delegate mcp</c> for one request, and gives what it says.</summary>
    public static async Task<ProgramResult> TryAsync(Bench bench, params string[] request)
    {
        // It hands hardly any of its environment on to the server: the bench's has to come by a file.
        var (variables, server) = (Path.Combine(bench.Folder, "environment"), Path.Combine(bench.Folder, "delegate-mcp"));
        await File.WriteAllTextAsync(server, $"#!/bin/sh\n. '{variables}'\nexec '{Built.Cli}' mcp\n");
        File.SetUnixFileMode(server, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        string[] command = [Program!, "--cli", server, .. request];
        var words = command.Select(word => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'");
        await using var program = bench.StartShell($"export -p > '{variables}'; exec {string.Join(' ', words)}");
        program.Input.Close();
        return await program.EndAsync();
    }

    /// <summary>The same; it must succeed and say one JSON object.</summary>
    public static async Task<JsonObject> AskAsync(Bench bench, params string[] request)
    {
        var result = await TryAsync(bench, request);
        Assert.True(result.ExitCode == 0, result.ToString());
        return JsonNode.Parse(result.Out)!.AsObject();
    }

    private static string? Find()
    {
        var tools = Environment.GetEnvironmentVariable("DELEGATE_TEST_TOOLS")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "delegate-test-tools");
        var installed = Path.Combine(tools, "bin", "mcp-inspector");
        return File.Exists(installed) ? installed : null;
    }
}
