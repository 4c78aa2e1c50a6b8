using Delegate.Actors.Agents;
using Delegate.Actors.Tasks;
using Delegate.Contracts;

namespace Delegate.Processes.Specs.Agents;

public sealed class ClaudeAgentSpecs
{
    private static readonly TaskSpec Spec = new()
    {
        Id = TaskId.New(), GraphId = "graph-1", Agent = AgentNames.Claude, Prompt = "the secret prompt", Cwd = "/work",
    };

    [Fact]
    public void A_new_session_is_opened_under_our_id_with_the_prompt_from_a_file()
    {
        var command = new ClaudeAgent().Command(Spec, "s-1", resume: false, "/attempt/prompt", new() { ClaudePath = "/opt/claude" });

        Assert.Equal("/opt/claude", command.Program);
        Assert.Equal(["-p", "--output-format", "stream-json", "--verbose", "--session-id", "s-1", "--strict-mcp-config"], command.Arguments);
        Assert.Equal("/attempt/prompt", command.StdinFile);
        Assert.Empty(command.Environment);
    }

    [Fact]
    public void A_session_is_gone_on_with_by_its_id()
    {
        var arguments = new ClaudeAgent().Command(Spec, "s-1", resume: true, "/attempt/prompt", new()).Arguments;
        Assert.Equal("s-1", arguments[arguments.ToList().IndexOf("--resume") + 1]);
        Assert.DoesNotContain("--session-id", arguments);
    }

    [Fact]
    public void Model_mode_and_tools_are_passed_on_each_as_one_argument()
    {
        var spec = Spec with { Model = "some-model", PermissionMode = "acceptEdits", AllowedTools = ["Bash(git log:*)", "Write"] };
        var arguments = new ClaudeAgent().Command(spec, "s-1", resume: false, "/attempt/prompt", new()).Arguments;

        Assert.Equal(["--model", "some-model", "--permission-mode", "acceptEdits", "--allowedTools", "Bash(git log:*),Write"], arguments.TakeLast(6));
    }

    [Theory, InlineData(AgentNames.Claude), InlineData(AgentNames.Shell)]
    public void The_prompt_is_on_no_command_line_and_in_no_environment(string agent)
    {
        var command = AgentAdapters.Standard().Find(agent).Command(Spec, "s-1", resume: false, "/attempt/prompt", new());
        Assert.DoesNotContain(command.Arguments, argument => argument.Contains("secret", StringComparison.Ordinal));
        Assert.DoesNotContain(command.Environment, entry => entry.Value?.Contains("secret", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void An_agent_that_nobody_knows_is_refused_with_a_hint()
    {
        var error = Assert.Throws<DelegateException>(() => AgentAdapters.Standard().Find("nobody")).Error;
        Assert.Equal((ErrorCodes.UnknownAgent, "delegate doctor"), (error.Code, error.Hint));
    }
}
