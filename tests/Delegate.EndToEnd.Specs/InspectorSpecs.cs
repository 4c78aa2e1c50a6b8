using System.Text.Json.Nodes;
using Delegate.Contracts;
using Delegate.EndToEnd.Specs.Harness;

namespace Delegate.EndToEnd.Specs;

/// <summary>The protocol's own inspector as the client, over <c>delegate mcp</c>.</summary>
public sealed class InspectorSpecs
{
    [SkippableFact]
    public async Task It_lists_calls_reads_and_prompts_and_finds_no_schema_that_is_not_portable()
    {
        Inspector.OrSkip();
        await using var bench = new Bench();

        var tools = (await Inspector.AskAsync(bench, "--method", "tools/list", "--strict"))["tools"]!.AsArray();
        Assert.Contains("SubmitGraph", tools.Select(tool => (string)tool!["name"]!));
        Assert.All(tools, tool => Assert.Equal("object", (string?)tool!["outputSchema"]!["type"]));

        var called = await Inspector.AskAsync(bench, "--method", "tools/call", "--tool-name", "DelegateTask",
            "--tool-arg", "agent=shell", "--tool-arg", "prompt=echo hello", "--tool-arg", $"workingDirectory={bench.Work}");
        var id = TaskId.Parse((string)called["structuredContent"]!["taskId"]!);
        await bench.Succeeds(id);

        var read = await Inspector.AskAsync(bench, "--method", "resources/read", "--uri", $"delegate://tasks/{id}/output");
        Assert.Equal("hello", (string?)read["contents"]![0]!["text"]);
    }
}
