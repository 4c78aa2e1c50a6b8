using Delegate.Actors.Projections;
using Delegate.Contracts;
using Delegate.Host.Notifications;
using Delegate.Host.Specs.Support;

namespace Delegate.Host.Specs.Notifications;

public sealed class RulesReaderSpecs
{
    private const string Rule = "\nrules: [{ on: failed, to: a }]";

    [Fact]
    public void A_file_says_which_news_go_where()
    {
        var rules = RulesReader.Read(new("""
            channels:
              phone: { webhook: https://example.org/hook/s3cret, secret-file: ~/secret, give-up-after: 2h }
              desk: { desktop: true }
              log: { command: [~/bin/log, --quiet], timeout: 5s }
            rules:
              - { on: [failed, needs-person], to: [phone, desk] }
              - { on: graph-ended, priority: [P0, P1], folder: ~/src, queue: nightly, name: ship, agent: shell, graph: graph-1, to: log }
            """, "n.yaml"));

        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var phone = Assert.IsType<WebhookChannel>(rules.Channels["phone"]);
        Assert.Equal((Path.Combine(home, "secret"), TimeSpan.FromHours(2), "https://example.org"), (phone.SecretFile, phone.GiveUpAfter, phone.Target));
        var log = Assert.IsType<CommandChannel>(rules.Channels["log"]);
        Assert.Equal([Path.Combine(home, "bin/log"), "--quiet"], log.Command);
        Assert.Equal(TimeSpan.FromSeconds(5), log.Timeout);
        Assert.Equal("failed, held, paused -> phone, desk", rules.Rules[0].ToString());
        Assert.Equal($"graph-failed, graph-succeeded -> log (priority P0, P1) (graph graph-1) (folder {home}/src) (queue nightly) (name ship) (agent shell)", rules.Rules[1].ToString());
    }

    [Fact]
    public void The_documents_example_is_one()
    {
        var document = File.ReadAllText(Path.Combine(SpecFolder.Sources, "docs/notifications.md"));
        var example = document.Split("```yaml\n")[1].Split("```")[0];
        var rules = RulesReader.Read(new(example, "n.yaml"));
        Assert.Equal((3, 3), (rules.Channels.Count, rules.Rules.Count));
        foreach (var kind in Enum.GetValues<NotificationKind>().Where(kind => kind != NotificationKind.Test))
            Assert.Contains($"`{NotificationWords.Of(kind)}`", document, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "1:1", "is a map with 'channels:'")]
    [InlineData("channels: {}\nrules: []", "1:11", "one at least")]
    [InlineData("rules: [{ on: failed, to: a }]", "1:1", "'channels' must be a map")]
    [InlineData("channels: { a: { desktop: true } }", "1:1", "'rules' must be a list")]
    [InlineData("chanels: { a: { desktop: true } }" + Rule, "1:1", "did you mean 'channels'?")]
    [InlineData("channels: { 'a b': { desktop: true }, a: { desktop: true } }" + Rule, "1:13", "cannot be a channel's name")]
    [InlineData("channels: { a: yes }" + Rule, "1:16", "must be a map")]
    [InlineData("channels: { a: { } }" + Rule, "1:16", "exactly one of")]
    [InlineData("channels: { a: { desktop: true, command: [x] } }" + Rule, "1:16", "exactly one of")]
    [InlineData("channels: { a: { desktop: false } }" + Rule, "1:27", "can only be true")]
    [InlineData("channels: { a: { command: rm -rf / } }" + Rule, "1:27", "No shell reads it")]
    [InlineData("channels: { a: { command: [] } }" + Rule, "1:27", "must be a list")]
    [InlineData("channels: { a: { command: [x], timeout: 1h } }" + Rule, "1:41", "from 1s to 5m")]
    [InlineData("channels: { a: { webhook: https://h } }" + Rule, "1:16", "'secret-file' and 'secret-env'")]
    [InlineData("channels: { a: { webhook: https://h, secret-file: f, secret-env: E } }" + Rule, "1:16", "exactly one of")]
    [InlineData("channels: { a: { webhook: ftp://h, secret-env: E } }" + Rule, "1:27", "https://")]
    [InlineData("channels: { a: { webhook: 'https://me:pw@h', secret-env: E } }" + Rule, "1:27", "without a name or password")]
    [InlineData("channels: { a: { webhook: https://h, secret-env: E, secret: hunter2hunter2 } }" + Rule, "1:53", "not a key of 'a'")]
    [InlineData("channels: { a: { desktop: true } }\nrules: [{ on: failed }]", "2:9", "must have 'to'")]
    [InlineData("channels: { a: { desktop: true } }\nrules: [{ to: a }]", "2:9", "must have 'on'")]
    [InlineData("channels: { a: { desktop: true } }\nrules: [{ on: fail, to: a }]", "2:15", "did you mean 'failed'?")]
    [InlineData("channels: { a: { desktop: true } }\nrules: [{ on: test, to: a }]", "2:15", "it must be")]
    [InlineData("channels: { phone: { desktop: true } }\nrules: [{ on: failed, to: [phoen] }]", "2:28", "did you mean 'phone'?")]
    [InlineData("channels: { a: { desktop: true } }\nrules: [{ on: failed, to: a, priority: P7 }]", "2:40", "P0, P1, P2")]
    public void What_is_wrong_is_refused_as_a_whole_with_its_place(string text, string place, string says)
    {
        var error = Assert.Throws<DelegateException>(() => RulesReader.Read(new(text, "n.yaml"))).Error;
        Assert.Equal($"n.yaml:{place}", error.Field);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.Contains("delegate notify check n.yaml", error.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(", priority: P0", true)]
    [InlineData(", priority: [P1, P2]", false)]
    [InlineData(", folder: /srv", true)]
    [InlineData(", folder: /srv/rep", false)]
    [InlineData(", queue: default", true)]
    [InlineData(", queue: nightly", false)]
    [InlineData(", name: ship", true)]
    [InlineData(", agent: claude", false)]
    [InlineData(", graph: graph-1", true)]
    [InlineData(", graph: graph-2", false)]
    [InlineData(", graph: graph-1, priority: P1", false)]
    public void A_rule_is_for_what_fits_all_that_it_names(string filter, bool fits)
    {
        var rules = RulesReader.Read(new($"channels: {{ a: {{ desktop: true }}, b: {{ desktop: true }} }}\nrules: [{{ on: failed, to: a{filter} }}]", "n.yaml"));
        var task = new TaskView
        {
            Id = TaskId.New(), GraphId = "graph-1", Key = "ship", Agent = "shell", Summary = "", Cwd = "/srv/repo", Priority = Priority.P0, Phase = TaskPhase.Failed, CreatedAt = default,
        };
        var news = new News(1, NotificationKind.Failed, task, default, []);
        Assert.Equal(fits, rules.Sends(news, "a"));
        Assert.False(rules.Sends(news, "b"));
        Assert.False(rules.Sends(news with { Kind = NotificationKind.Succeeded }, "a"));
    }
}
