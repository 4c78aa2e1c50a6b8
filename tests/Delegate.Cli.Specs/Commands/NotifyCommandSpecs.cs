using System.Text.Json;
using Delegate.Cli.Specs.Harness;
using Delegate.Contracts;

namespace Delegate.Cli.Specs.Commands;

public sealed class NotifyCommandSpecs
{
    private static readonly NotificationsView View = new("/home/notifications.yaml",
        [new("phone", "webhook", "https://example.org"), new("desk", "desktop", "notify-send", "notify-send is not on the PATH"), new("dead", "webhook", "https://gone", Retrying: new("msg_1", 2, Sample.Now, "503"))],
        ["failed -> phone"], [new("phone", "msg_7", DeliveryResult.GivenUp, 5, Sample.Now, "404")]);

    [Fact]
    public async Task Nothing_set_is_said_with_what_to_do()
    {
        using var cli = new Harness.Cli();
        Assert.Equal(0, await cli.RunAsync("notify", "status"));
        Assert.Equal("", cli.Stdout);
        Assert.Contains("nobody is told anything; delegate notify set FILE", cli.Stderr);
    }

    [Fact]
    public async Task Status_shows_channels_rules_and_what_became_of_the_latest()
    {
        using var cli = new Harness.Cli();
        cli.Client.Notifications = View;
        Assert.Equal(0, await cli.RunAsync("notify", "status"));
        Assert.Contains("ready", cli.Stdout);
        Assert.Contains("notify-send is not on the PATH", cli.Stdout);
        Assert.Contains("503; try 3 at", cli.Stdout);
        Assert.Contains("rule: failed -> phone", cli.Stdout);
        Assert.Contains("msg_7", cli.Stdout);
        Assert.Contains("given up", cli.Stdout);

        using var script = new Harness.Cli();
        script.Client.Notifications = View;
        Assert.Equal(0, await script.RunAsync("notify", "status", "--json"));
        Assert.Equal("msg_7", Assert.Single(JsonSerializer.Deserialize(script.Stdout, ContractsJson.Default.NotificationsView)!.Recent).Id);
    }

    [Fact]
    public async Task Check_hands_a_file_over_and_exits_with_1_when_a_channel_cannot_work()
    {
        using var cli = new Harness.Cli();
        await File.WriteAllTextAsync(Path.Combine(cli.Folder.Path, "n.yaml"), "channels: {}");
        cli.Client.Notifications = View;
        Assert.Equal(ExitCodes.Failure, await cli.RunAsync("notify", "check", "n.yaml"));
        Assert.Equal(new("channels: {}", "n.yaml"), Assert.Single(cli.Client.Checked));
        Assert.Empty(cli.Client.Set);

        cli.Client.Notifications = View with { Channels = [View.Channels[0]] };
        Assert.Equal(ExitCodes.Ok, await cli.RunAsync("notify", "check"));
        cli.Client.Notifications = View with { Channels = [], Problem = new(ErrorCodes.InvalidInput, "It is broken.", "delegate notify set") };
        Assert.Equal(ExitCodes.Failure, await cli.RunAsync("notify", "check"));
        Assert.Contains("error: It is broken.", cli.Stderr);
    }

    [Fact]
    public async Task Set_takes_stdin_too_and_off_takes_it_away()
    {
        using var cli = new Harness.Cli("rules from a pipe");
        Assert.Equal(0, await cli.RunAsync("notify", "set", "-"));
        Assert.Equal(new("rules from a pipe", "stdin"), Assert.Single(cli.Client.Set));
        Assert.Equal(0, await cli.RunAsync("notify", "off"));
        Assert.Equal(1, cli.Client.Cleared);
    }

    [Fact]
    public async Task A_test_that_does_not_arrive_is_a_failure()
    {
        using var cli = new Harness.Cli();
        Assert.Equal(ExitCodes.Usage, await cli.RunAsync("notify", "test"));
        Assert.Contains("There is no channel", cli.Stderr);

        cli.Client.TestAnswers = [new("phone", "msg_test_1", DeliveryResult.Delivered, 1, Sample.Now, "204"), new("desk", "msg_test_1", DeliveryResult.GivenUp, 1, Sample.Now, "exit status 1: no display")];
        Assert.Equal(ExitCodes.Failure, await cli.RunAsync("notify", "test"));
        Assert.Contains("exit status 1: no display", cli.Stdout);

        cli.Client.TestAnswers = [cli.Client.TestAnswers[0]];
        Assert.Equal(ExitCodes.Ok, await cli.RunAsync("notify", "test", "phone", "--json"));
        Assert.Equal([null, null, "phone"], cli.Client.Tested);
    }
}
