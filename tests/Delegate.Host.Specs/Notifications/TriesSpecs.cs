using System.Text;
using Delegate.Contracts;
using Delegate.Host.Notifications;
using Delegate.Host.Specs.Support;

namespace Delegate.Host.Specs.Notifications;

public sealed class TriesSpecs
{
    private static readonly WebhookChannel Webhook = new("phone", new("https://example.org"), null, "SECRET");

    [Fact]
    public void Waits_double_up_to_half_an_hour_and_end_with_the_day()
    {
        var (age, waits) = (TimeSpan.Zero, new List<double>());
        for (var attempts = 1; Tries.Next(Webhook, new(TryOutcome.Unavailable, "503"), attempts, age, luck: 0.5) is { } wait; attempts++)
        {
            waits.Add(wait.TotalSeconds);
            age += wait;
        }
        Assert.Equal([5, 10, 20, 40, 80, 160, 320, 640, 1280, 1800, 1800], waits.Take(11));
        Assert.InRange(age, TimeSpan.FromHours(23), TimeSpan.FromHours(24));
    }

    [Theory]
    [InlineData(0, 3.75)]
    [InlineData(1, 6.25)]
    public void Not_everybody_comes_back_in_the_same_second(double luck, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Tries.Next(Webhook, new(TryOutcome.Unavailable, "503"), 1, TimeSpan.Zero, luck));

    [Theory]
    [InlineData(60, 60)]
    [InlineData(1, 5)]
    [InlineData(86_400, 1_800)]
    public void What_the_receiver_asks_for_is_heeded_within_reason(int asked, int seconds) => Assert.Equal(
        TimeSpan.FromSeconds(seconds), Tries.Next(Webhook, new(TryOutcome.Unavailable, "429", TimeSpan.FromSeconds(asked)), 1, TimeSpan.Zero, 0.5));

    [Fact]
    public void A_refusal_is_tried_five_times_a_final_word_once_and_a_command_never_again()
    {
        Assert.NotNull(Tries.Next(Webhook, new(TryOutcome.Refused, "400"), 4, TimeSpan.Zero, 0.5));
        Assert.Null(Tries.Next(Webhook, new(TryOutcome.Refused, "400"), 5, TimeSpan.Zero, 0.5));
        Assert.Null(Tries.Next(Webhook, new(TryOutcome.Final, "410"), 1, TimeSpan.Zero, 0.5));
        Assert.Null(Tries.Next(new CommandChannel("log", ["x"]), new(TryOutcome.Unavailable, "too slow"), 1, TimeSpan.Zero, 0.5));
    }

    /// <summary>The example by which the libraries of Standard Webhooks test themselves.</summary>
    [Fact]
    public void A_signature_is_what_others_compute_too()
    {
        var (key, problem) = Signature.KeyOf(Webhook, _ => "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
        Assert.Null(problem);
        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", Signature.Of(
            key!, "msg_p5jXN8AQM9LWM0D4loKWxJek", DateTimeOffset.FromUnixTimeSeconds(1_614_265_330), Encoding.UTF8.GetBytes("""{"test": 2432232314}""")));
    }

    [Theory]
    [InlineData(null, "SECRET is not set")]
    [InlineData("short", "shorter than 16")]
    [InlineData("whsec_no base64!", "not base64")]
    public void A_secret_that_is_none_says_why(string? secret, string says) =>
        Assert.Contains(says, Signature.KeyOf(Webhook, _ => secret).Problem, StringComparison.Ordinal);

    [Fact]
    public void A_secret_that_others_can_read_is_none()
    {
        using var temp = new SpecFolder();
        var file = Path.Combine(temp.Folder, "secret");
        File.WriteAllText(file, "0123456789abcdef");
        var channel = Webhook with { SecretFile = file, SecretVariable = null };
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.Contains($"chmod 600 {file}", Signature.KeyOf(channel, _ => null).Problem, StringComparison.Ordinal);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Null(Signature.KeyOf(channel, _ => null).Problem);
        Assert.Contains("cannot be read", Signature.KeyOf(channel with { SecretFile = file + "x" }, _ => null).Problem, StringComparison.Ordinal);
    }
}
