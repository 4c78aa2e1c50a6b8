using System.CommandLine;
using Delegate.Contracts;

namespace Delegate.Cli.Specs;

public sealed class HelpSpecs
{
    public static TheoryData<string> EveryVerb { get; } = new(
        "run", "flow", "flow run", "list", "status", "top", "logs", "wait", "cancel", "retry", "resume", "pause", "depend", "queue", "queue list", "queue set", "history", "why", "graph", "prune", "host", "host start", "host stop", "host status",
        "host logs", "mcp", "doctor", "config", "config show", "config set", "config reset", "config path",
        "pipeline", "schedule", "schedule create", "schedule list", "schedule show", "schedule next", "schedule pause", "schedule resume", "schedule run",
        "schedule edit", "schedule cancel", "dashboard", "completion", "host decisions", "inbox",
        "notify", "notify status", "notify check", "notify set", "notify test", "notify off");

    [Theory]
    [MemberData(nameof(EveryVerb))]
    public async Task Every_verb_teaches_by_example(string verb)
    {
        using var cli = new Harness.Cli();
        Assert.Equal(0, await cli.RunAsync([.. verb.Split(' '), "--help"]));
        var examples = cli.Terminal.OutLines.SkipWhile(line => line != "Examples:").Skip(1).ToArray();
        Assert.InRange(examples.Length, 1, 4);
        Assert.Contains(examples, line => line.Contains($"delegate {verb}", StringComparison.Ordinal) || verb == "flow");
        Assert.Equal("", cli.Stderr);
    }

    [Fact]
    public void The_list_of_verbs_above_is_whole()
    {
        using var cli = new Harness.Cli();
        Assert.Equal(VerbsOf(App.Compose(cli.Context)).Order(), EveryVerb.Cast<object[]>().Select(row => (string)row[0]).Order());

        static IEnumerable<string> VerbsOf(Command command) => command.Subcommands.Where(verb => !verb.Hidden)
            .SelectMany(verb => VerbsOf(verb).Select(below => $"{verb.Name} {below}").Prepend(verb.Name));
    }

    [Theory]
    [InlineData]
    [InlineData("--help")]
    [InlineData("-h")]
    public async Task The_program_itself_shows_what_it_can_do(params string[] arguments)
    {
        using var cli = new Harness.Cli();
        Assert.Equal(0, await cli.RunAsync(arguments));
        Assert.Contains("delegate flow run release.yaml --follow", cli.Stdout);
        Assert.Contains("claude mcp add delegate -- delegate mcp", cli.Stdout);
    }

    [Theory]
    [InlineData("delegate list", "lsit")]
    [InlineData("delegate --help", "frobnicate")]
    [InlineData("delegate host stop", "host", "sotp")]
    [InlineData("delegate host --help", "host")]
    [InlineData("delegate logs --help", "logs")]
    [InlineData("delegate cancel --help", "cancel")]
    public async Task A_slip_is_a_usage_error_that_points_to_what_was_meant_or_to_the_help_of_that_verb(string hint, params string[] arguments)
    {
        using var cli = new Harness.Cli();
        Assert.Equal(ExitCodes.Usage, await cli.RunAsync(arguments));
        Assert.Contains("error: ", cli.Stderr);
        Assert.EndsWith($"hint: {hint}\n", cli.Stderr);
        Assert.Equal("", cli.Stdout);
    }
}
