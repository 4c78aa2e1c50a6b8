using Delegate.Cli.Specs.Harness;
using Delegate.Contracts;

namespace Delegate.Cli.Specs.Commands;

public sealed class CompletionSpecs
{
    [Theory]
    [InlineData("schedule", "sche")]
    [InlineData("create", "schedule", "cr")]
    [InlineData("--agent", "run", "--ag")]
    [InlineData("claude", "run", "--agent", "")]
    [InlineData("running", "list", "--phase", "ru")]
    [InlineData("fish", "completion", "")]
    [InlineData("mermaid", "graph", "--format", "m")]
    public async Task Verbs_options_and_their_words_are_offered(string offer, params string[] words) =>
        Assert.Contains(offer, await OffersAsync(words));

    [Theory]
    [InlineData("task-7k2m9qx4h0ad", "status", "")]
    [InlineData("task-7k2m9qx4h0ad", "logs", "-f", "task-7k2")]
    [InlineData("7k2m9qx4h0ad", "cancel", "7k")]
    [InlineData("task-zzzzzzzzzzzz", "retry", "")]
    [InlineData("task-7k2m9qx4h0ad", "run", "--after", "")]
    [InlineData("nightly", "schedule", "pause", "")]
    [InlineData("heavy", "run", "--queue", "")]
    [InlineData("heavy", "queue", "set", "h")]
    [InlineData("phone", "notify", "test", "")]
    public async Task Ids_and_names_are_asked_of_the_host(string offer, params string[] words) =>
        Assert.Contains(offer, await OffersAsync(words));

    [Theory]
    [InlineData("task-zzzzzzzzzzzz", "cancel", "")]
    [InlineData("task-7k2m9qx4h0ad", "retry", "")]
    [InlineData("--json", "status", "")]
    [InlineData("__complete", "")]
    [InlineData("task-7k2m9qx4h0ad", "run", "--agent", "shell", "--", "")]
    public async Task What_would_be_refused_or_disturbs_is_not_offered(string offer, params string[] words) =>
        Assert.DoesNotContain(offer, await OffersAsync(words));

    [Fact]
    public async Task Without_a_host_nothing_is_started_and_nothing_is_said()
    {
        var hosts = new FakeHosts(new FakeDelegateClient()) { Runs = false };
        using var cli = new Harness.Cli(hosts: hosts);
        Assert.Equal(0, await cli.RunAsync("__complete", "--", "status", ""));
        Assert.Equal(("", "", 0), (cli.Stdout, cli.Stderr, hosts.Connects));
    }

    private static async Task<string[]> OffersAsync(string[] words)
    {
        using var cli = new Harness.Cli();
        cli.Client.Tasks.AddRange([Sample.Task(Sample.Id1), Sample.Task(Sample.Id3, TaskPhase.Failed)]);
        cli.Client.Schedules.Add(Sample.Schedule());
        cli.Client.Notifications = cli.Client.Notifications with { Channels = [new("phone", "webhook", "https://example.org")] };
        cli.Client.Host = cli.Client.Host with { Capacity = cli.Client.Host.Capacity with { Queues = [new("heavy", 1, 2, null, false)] } };
        Assert.Equal(0, await cli.RunAsync(["__complete", "--", .. words]));
        Assert.Equal("", cli.Stderr);
        return [.. cli.Terminal.OutLines.Select(line => line.Split('\t')[0])];
    }
}
