using Delegate.Actors.Agents;
using Delegate.Actors.Tasks;
using Delegate.Contracts;
using Delegate.Processes.Specs.Support;

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
        var command = new ClaudeAgent(_ => null).Command(Spec, "s-1", resume: false, "/attempt/prompt", new() { ClaudePath = "/opt/claude" });

        Assert.Equal("/opt/claude", command.Program);
        Assert.Equal(["-p", "--output-format", "stream-json", "--verbose", "--session-id", "s-1", "--strict-mcp-config"], command.Arguments);
        Assert.Equal("/attempt/prompt", command.StdinFile);
        Assert.Empty(command.Environment);
    }

    [Fact]
    public void A_session_is_gone_on_with_by_its_id()
    {
        var arguments = new ClaudeAgent(_ => null).Command(Spec, "s-1", resume: true, "/attempt/prompt", new()).Arguments;
        Assert.Equal("s-1", arguments[arguments.ToList().IndexOf("--resume") + 1]);
        Assert.DoesNotContain("--session-id", arguments);
    }

    [Fact]
    public void Model_mode_and_tools_are_passed_on_each_as_one_argument()
    {
        var spec = Spec with { Model = "some-model", PermissionMode = "acceptEdits", AllowedTools = ["Bash(git log:*)", "Write"] };
        var arguments = new ClaudeAgent(_ => null).Command(spec, "s-1", resume: false, "/attempt/prompt", new()).Arguments;

        Assert.Equal(["--model", "some-model", "--permission-mode", "acceptEdits", "--allowedTools", "Bash(git log:*),Write"], arguments.TakeLast(6));
    }

    [Fact]
    public void A_schema_is_passed_on_as_it_was_given()
    {
        var arguments = new ClaudeAgent(_ => null).Command(Spec with { JsonSchema = """{"type": "object"}""" }, "s-1", resume: false, "/attempt/prompt", new()).Arguments;
        Assert.Equal(["--json-schema", """{"type": "object"}"""], arguments.TakeLast(2));
    }

    [Theory]
    [InlineData("CLAUDE_CONFIG_DIR", "projects/-work")]
    [InlineData("HOME", ".claude/projects/-some-folder")]
    public void A_session_can_be_gone_on_with_as_long_as_its_file_is_there_and_nothing_of_it_is_read(string variable, string project)
    {
        using var temp = new TempFolder();
        var agent = new ClaudeAgent(name => name == variable ? temp.Path : null);
        Assert.False(agent.CanResume("s-1")); // not even a folder
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(temp.File(project)).FullName, "s-1.jsonl"), "no JSON at all");

        Assert.True(agent.CanResume("s-1"));
        Assert.False(agent.CanResume("s-2"));
        Assert.False(agent.CanResume("../-work/s-1"));
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
