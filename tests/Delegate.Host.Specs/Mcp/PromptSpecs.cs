using Delegate.Contracts;
using Delegate.Host.Specs.Support;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using McpSession = Delegate.Host.Specs.Support.McpSession;

namespace Delegate.Host.Specs.Mcp;

public sealed class PromptSpecs
{
    [Theory]
    [InlineData(McpSession.Handshake)]
    [InlineData(McpSession.Discovery)]
    public async Task A_goal_becomes_the_wish_for_a_parallel_plan(string protocol)
    {
        await using var session = await McpSession.StartAsync(protocol);

        var prompts = await session.Client.ListPromptsAsync();
        var text = TextOf(await session.Client.GetPromptAsync("plan-parallel", new Dictionary<string, object?> { ["goal"] = "Port the parser." }));

        Assert.Equal(["plan-parallel", "what-happened"], prompts.Select(prompt => prompt.Name).Order());
        Assert.Equal([("goal", true), ("since", false)], prompts.OrderBy(prompt => prompt.Name).SelectMany(prompt => prompt.ProtocolPrompt.Arguments!).Select(argument => (argument.Name, argument.Required is true)));
        Assert.Contains("\nPort the parser.\n", text, StringComparison.Ordinal);
        Assert.Contains("SubmitGraph", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 12 * 60)]
    [InlineData("90m", 90)]
    [InlineData("2d", 2 * 24 * 60)]
    [InlineData("1999-12-31T23:00:00Z", 60)]
    public async Task What_happened_brings_what_ended_since_then_and_what_is_open(string? since, int minutes)
    {
        await using var session = await McpSession.StartAsync();
        session.Time.SetUtcNow(new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var seen = new List<TaskFilter>();
        session.Fake.OnListTasks = filter =>
        {
            seen.Add(filter);
            return filter.Sort == TaskSort.Ended ? new([Samples.Task(phase: TaskPhase.Failed)], 3) : new([]);
        };

        var text = TextOf(await session.Client.GetPromptAsync("what-happened", since is null ? null : new Dictionary<string, object?> { ["since"] = since }));

        Assert.Equal(session.Time.GetUtcNow().AddMinutes(-minutes), seen[0].Since);
        Assert.DoesNotContain(seen[1].Phases, phase => phase.IsTerminal());
        Assert.Contains($"- 2026-01-02 12:00:03Z {Samples.Id}: failed, Exited with 2. [shell, /src] make", text, StringComparison.Ordinal);
        Assert.Contains("and more: ListTasks", text, StringComparison.Ordinal);
        Assert.Contains("Not ended yet:\n- nothing", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_that_is_none_says_how_to_write_one()
    {
        await using var session = await McpSession.StartAsync();

        var error = await Assert.ThrowsAsync<McpProtocolException>(() => session.Client.GetPromptAsync("what-happened", new Dictionary<string, object?> { ["since"] = "yesterday" }).AsTask());

        Assert.Contains("'yesterday' is no time: write 12h", error.Message, StringComparison.Ordinal);
    }

    private static string TextOf(GetPromptResult prompt) => Assert.IsType<TextContentBlock>(Assert.Single(prompt.Messages).Content).Text;
}
