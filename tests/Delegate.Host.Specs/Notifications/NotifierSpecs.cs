using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Akka.Actor;
using Delegate.Actors.Dag;
using Delegate.Actors.Hosting;
using Delegate.Actors.Projections;
using Delegate.Contracts;
using Delegate.Host.Notifications;
using Delegate.Host.Specs.Support;
using Delegate.TestKit;

namespace Delegate.Host.Specs.Notifications;

/// <summary>The production actors and journal, a real receiver of webhooks, real commands; only time is the spec's.</summary>
public sealed class NotifierSpecs : DelegateTestKit, IAsyncLifetime
{
    private const string Secret = "0123456789abcdef0123456789abcdef";
    private readonly SpecFolder _folder = new();
    private WatchedTime _time = null!;
    private Receiver _receiver = null!;
    private Senders _senders = null!;
    private ListeningLog<Notifier> _log = null!;
    private Notifier? _notifier;

    async Task IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        (_receiver, _time) = (await Receiver.StartAsync(), new(Clock.Now));
        _senders = new(_time, name => name switch
        {
            "SECRET" => Secret,
            "PATH" => $"{_folder.Folder}:/usr/bin:/bin",
            _ => null,
        });
        await StartAsync();
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await StopAsync();
        _senders.Dispose();
        await _receiver.DisposeAsync();
        await DisposeAsync();
        _folder.Dispose();
    }

    // Its timeout is like no wait between two tries: the spec waits for those.
    private string Phone => $"phone: {{ webhook: '{_receiver.Url}/phone', secret-env: SECRET, timeout: 33s }}";

    [Fact]
    public async Task Told_nothing_it_tells_nobody_and_makes_no_file()
    {
        await EndsAsync("a");
        await StopAsync();
        Assert.False(File.Exists(Home.NotificationsDatabase));
        Assert.False(File.Exists(Home.NotificationsFile));
        Assert.False(_receiver.HasMore);
        Assert.Empty(_log.All);
    }

    [Fact]
    public async Task A_webhook_is_signed_as_the_standard_has_it_and_holds_no_prompt_and_no_answer()
    {
        await SetAsync(Phone, "{ on: ended, to: phone }");
        var id = await EndsAsync("the secret prompt", name: "build");

        var got = await _receiver.NextAsync();
        var signed = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{got.Id}.{got.Headers["webhook-timestamp"]}.{got.Body}"));
        Assert.Equal($"v1,{Convert.ToBase64String(signed)}", got.Headers["webhook-signature"]);
        Assert.Equal($"{_time.GetUtcNow().ToUnixTimeSeconds()}", got.Headers["webhook-timestamp"]);
        Assert.Equal(("/phone", "application/json", "delegate"), (got.Path, got.Headers["content-type"], got.Headers["user-agent"]));
        Assert.DoesNotContain("traceparent", got.Headers.Keys);
        Assert.DoesNotContain("secret", got.Body, StringComparison.Ordinal);
        var notification = JsonSerializer.Deserialize(got.Body, ContractsJson.Default.Notification)!;
        Assert.Equal((got.Id, NotificationKind.Succeeded, $"build ({id}) succeeded"), (notification.Id, notification.Type, notification.Text));
        Assert.Equal((id, "build", TaskPhase.Succeeded, 0), (notification.Task!.Id, notification.Task.Name, notification.Task.Phase, notification.Task.ExitCode));
    }

    [Fact]
    public async Task A_dead_receiver_is_tried_again_under_the_same_id_and_holds_up_nobody_else()
    {
        _receiver.Answer = 503;
        await SetAsync($"{Phone}, file: {{ command: ['{Program("cat >> told; echo >> told")}'] }}", "{ on: ended, to: [phone, file] }");
        await EndsAsync("a");
        var first = await _receiver.NextAsync();
        await _time.WaitBeginsAsync(TimeSpan.FromSeconds(5));
        await EndsAsync("b", well: false);
        await _log.UntilAsync("to file was delivered");
        await _log.UntilAsync("to file was delivered");
        Assert.Equal(2, Told().Length);
        Assert.False(_receiver.HasMore);

        _time.Advance(TimeSpan.FromSeconds(5));
        var second = await _receiver.NextAsync();
        Assert.Equal((first.Id, first.Body), (second.Id, second.Body));
        Assert.NotEqual(first.Headers["webhook-timestamp"], second.Headers["webhook-timestamp"]);
        Assert.NotEqual(first.Headers["webhook-signature"], second.Headers["webhook-signature"]);
        await _time.WaitBeginsAsync(TimeSpan.FromSeconds(10));
        Assert.Equal((first.Id, 2, "503"), Assert.Single(_notifier!.View().Channels, channel => channel.Name == "phone").Retrying is { } retrying ? (retrying.Id, retrying.Attempts, retrying.Detail) : default);

        _receiver.Answer = 204;
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(first.Id, (await _receiver.NextAsync()).Id);
        Assert.Contains("_failed_", (await _receiver.NextAsync()).Id, StringComparison.Ordinal); // and the next one follows
        await _log.UntilAsync("_failed_", "to phone was delivered");
        Assert.Equal([1, 3], _notifier.View().Recent.Where(one => one.Channel == "phone").Select(one => one.Attempts));
    }

    [Fact]
    public async Task What_stays_undeliverable_is_given_up_and_recorded_and_the_next_one_has_its_try()
    {
        _receiver.Answer = 500;
        await SetAsync($"phone: {{ webhook: '{_receiver.Url}', secret-env: SECRET, give-up-after: 6s }}", "{ on: ended, to: phone }");
        await EndsAsync("a");
        await _receiver.NextAsync();
        await _time.WaitBeginsAsync(TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromSeconds(5));
        var line = await _log.UntilAsync("given up after 2 tries", "500");
        Assert.StartsWith("Warning", line, StringComparison.Ordinal);
        Assert.DoesNotContain(_receiver.Url, line, StringComparison.Ordinal);
        var given = Assert.Single(_notifier!.View().Recent);
        Assert.Equal((DeliveryResult.GivenUp, 2, "500"), (given.Result, given.Attempts, given.Detail));

        _receiver.Answer = 204;
        await EndsAsync("b");
        await _log.UntilAsync("was delivered");
    }

    [Fact]
    public async Task Corrected_rules_need_not_wait_for_the_next_try()
    {
        await SetAsync("phone: { webhook: 'http://127.0.0.1:1', secret-env: SECRET }", "{ on: ended, to: phone }");
        await EndsAsync("a");
        await _time.WaitBeginsAsync(TimeSpan.FromSeconds(5));
        await SetAsync(Phone, "{ on: ended, to: phone }");
        Assert.Contains("_succeeded_", (await _receiver.NextAsync()).Id, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restart_neither_loses_nor_repeats()
    {
        await SetAsync(Phone, "{ on: ended, to: phone }");
        var before = await EndsAsync("a");
        await _log.UntilAsync("was delivered");
        await StopAsync();
        var meanwhile = await EndsAsync("b"); // with nobody there to tell
        await RestartAsync();
        await StartAsync();
        await _log.UntilAsync("was delivered");
        await StopAsync();
        await StartAsync();
        var after = await EndsAsync("c");
        await _log.UntilAsync("was delivered");

        foreach (var id in new[] { before, meanwhile, after })
            Assert.Contains(id.Value, (await _receiver.NextAsync()).Id, StringComparison.Ordinal);
        Assert.False(_receiver.HasMore);
    }

    [Fact]
    public async Task Cut_off_before_the_answer_it_says_the_same_again_under_the_same_id()
    {
        await SetAsync(Phone, "{ on: ended, to: phone }");
        _receiver.Answer = null;
        await EndsAsync("a");
        var first = await _receiver.NextAsync();
        await StopAsync();
        _receiver.Answer = 204;
        await StartAsync();
        var second = await _receiver.NextAsync();
        Assert.Equal((first.Id, first.Body), (second.Id, second.Body));
        await _log.UntilAsync("was delivered");
    }

    [Fact]
    public async Task A_new_channel_hears_nothing_of_the_past()
    {
        await EndsAsync("long ago");
        await SetAsync(Phone, "{ on: ended, to: phone }");
        await EndsAsync("now");
        await _log.UntilAsync("was delivered");
        await SetAsync($"{Phone}, other: {{ webhook: '{_receiver.Url}/other', secret-env: SECRET }}", "{ on: ended, to: [phone, other] }");
        var last = await EndsAsync("then");
        await _log.UntilAsync("to other was delivered");
        await _receiver.NextAsync();
        var both = new[] { await _receiver.NextAsync(), await _receiver.NextAsync() };
        Assert.All(both, got => Assert.Contains(last.Value, got.Id, StringComparison.Ordinal));
        Assert.Equal(["/other", "/phone"], both.Select(got => got.Path).Order());
        Assert.False(_receiver.HasMore);
    }

    [Fact]
    public async Task Bad_rules_change_nothing()
    {
        await SetAsync(Phone, "{ on: failed, to: phone }");
        var (text, before) = (await File.ReadAllTextAsync(Home.NotificationsFile), _notifier!.View());
        await Assert.ThrowsAsync<DelegateException>(() => SetAsync(Phone, "{ on: faild, to: phone }"));
        Assert.Equal(text, await File.ReadAllTextAsync(Home.NotificationsFile));
        Assert.Equal(before.Rules, _notifier.View().Rules);

        // One that was edited by hand is said to differ; broken, it keeps a host from nothing.
        await File.WriteAllTextAsync(Home.NotificationsFile, "channels: [");
        Assert.Contains("is not in force", _notifier.View().Problem!.Message, StringComparison.Ordinal);
        await StopAsync();
        await StartAsync();
        Assert.Contains("not YAML", _notifier.View().Problem!.Message, StringComparison.Ordinal);
        Assert.Empty(_notifier.View().Channels);
        await SetAsync(Phone, "{ on: failed, to: phone }");
        Assert.Null(_notifier.View().Problem);
    }

    [Fact]
    public async Task A_command_gets_the_news_on_stdin_and_only_its_own_words_as_arguments()
    {
        await SetAsync($"file: {{ command: ['{Program("cat > told; echo \"$@\" > arguments")}', 'two words', '$(id)'] }}", "{ on: failed, to: file }");
        await EndsAsync("well"); // of which no rule speaks
        var id = await EndsAsync("badly", well: false);
        await _log.UntilAsync("was delivered");
        Assert.Equal(id, JsonSerializer.Deserialize(Told()[0], ContractsJson.Default.Notification)!.Task!.Id);
        Assert.Equal("two words $(id)\n", await File.ReadAllTextAsync(Path.Combine(_folder.Folder, "arguments")));
    }

    [Fact]
    public async Task A_command_that_fails_is_recorded_without_its_words_and_one_that_hangs_is_ended()
    {
        await SetAsync($"bad: {{ command: ['{Program("echo what it read is secret >&2; exit 3")}'] }}", "{ on: ended, to: bad }");
        await EndsAsync("a");
        Assert.DoesNotContain("secret", await _log.UntilAsync("to bad is given up", "exit status 3"), StringComparison.Ordinal);
        var tried = Assert.Single(await _notifier!.TestAsync("bad", default)); // who tries it by hand is told
        Assert.Equal((DeliveryResult.GivenUp, "exit status 3: what it read is secret"), (tried.Result, tried.Detail));

        await SetAsync($"slow: {{ command: ['{Program("echo $$ > pid; echo > started; exec sleep 1000")}'], timeout: 7s }}", "{ on: ended, to: slow }");
        using var started = new FifoEnd(Path.Combine(_folder.Folder, "started"));
        await EndsAsync("b");
        await started.LineAsync();
        var pid = int.Parse(await File.ReadAllTextAsync(Path.Combine(_folder.Folder, "pid")), System.Globalization.CultureInfo.InvariantCulture);
        _time.Advance(TimeSpan.FromSeconds(7));
        await _log.UntilAsync("to slow is given up", "no answer within 7 s");
        Assert.True(!File.Exists($"/proc/{pid}/cmdline") || (await File.ReadAllTextAsync($"/proc/{pid}/cmdline")).Length == 0);
    }

    /// <summary>Without a desktop to show anything on, a program of the same name takes its place.</summary>
    [Fact]
    public async Task The_desktop_is_told_what_anybody_may_read()
    {
        await SetAsync("desk: { desktop: true }", "{ on: failed, to: desk }");
        Assert.Contains("notify-send", Assert.Single(_notifier!.View().Channels).Problem, StringComparison.Ordinal);
        File.Move(Program("for word; do echo \"$word\"; done > told"), Path.Combine(_folder.Folder, "notify-send"));
        Assert.DoesNotContain("PATH", Assert.Single(_notifier.View().Channels).Problem, StringComparison.Ordinal); // a desktop is what lacks still

        var id = await EndsAsync("the secret prompt", well: false, name: "build");
        await _log.UntilAsync("was delivered");
        Assert.Equal(["--app-name=Delegate", "--urgency=critical", "--", "Delegate: failed", $"build ({id}) failed: agent_error"], Told());
    }

    [Fact]
    public async Task What_needs_a_person_and_a_whole_graphs_end_are_news_of_their_own()
    {
        await SetAsync(Phone, "{ on: [needs-person, graph-ended], to: phone }");
        var graph = (await SubmitAsync(NewTask("one", "one"), NewTask("two", "two") with { After = [new("one", DependencyPolicy.Hold)] }, NewTask("three", "three") with { After = [new("one", DependencyPolicy.Run)] })).Reply!;
        var (one, slot) = await AgentStartsAsync();
        slot.Tell(EndedBadly(one.Attempt));
        var held = Read(await _receiver.NextAsync());
        Assert.Equal((NotificationKind.Held, "two"), (held.Type, held.Task!.Name));

        var (three, next) = await AgentStartsAsync();
        next.Tell(EndedWell(three.Attempt));
        await AwaitPhaseAsync(three.Spec.Id, TaskPhase.Succeeded);
        await Actor<DagCoordinatorKey>().Ask(new DagProtocol.PauseTask(graph.Tasks[1].Id, "cli"), TimeSpan.FromSeconds(20));
        var paused = Read(await _receiver.NextAsync());
        Assert.Equal((NotificationKind.Paused, "two", $"two ({graph.Tasks[1].Id}) was paused by cli and waits to be resumed"), (paused.Type, paused.Task!.Name, paused.Text));

        await Actor<DagCoordinatorKey>().Ask(new DagProtocol.Cancel(graph.Tasks[1].Id, new(OutcomeCodes.Cancelled, "Enough.", "cli")), TimeSpan.FromSeconds(20));
        var ended = Read(await _receiver.NextAsync());
        Assert.Equal((NotificationKind.GraphFailed, null), (ended.Type, ended.Task));
        Assert.Equal((graph.GraphId, 1, 1, 1), (ended.Graph!.Id, ended.Graph.Succeeded, ended.Graph.Failed, ended.Graph.Cancelled));
        Assert.Equal(["one", "two"], ended.Graph.NotSucceeded);
        Assert.False(_receiver.HasMore);
    }

    [Fact]
    public async Task What_the_scaler_froze_for_a_while_or_somebody_let_go_on_meanwhile_needs_nobody()
    {
        await SetAsync(Phone, "{ on: needs-person, to: phone }");
        var before = new DependencyRequest((await SubmitOneAsync()).Value); // none of them begins meanwhile
        var (frozen, brief, last) = (await SubmitOneAsync("a", before), await SubmitOneAsync("b", before), await SubmitOneAsync("c", before));
        await PauseAsync(frozen, "scaler: memory");
        await StopAsync();
        await PauseAsync(brief, "cli");
        await Actor<DagCoordinatorKey>().Ask(new DagProtocol.ContinueTask(brief, "cli"), TimeSpan.FromSeconds(20));
        await StartAsync();
        await PauseAsync(last, "cli");
        Assert.Equal(last, Read(await _receiver.NextAsync()).Task!.Id);
        Assert.False(_receiver.HasMore);
    }

    private async Task PauseAsync(TaskId id, string by) => await Actor<DagCoordinatorKey>().Ask(new DagProtocol.PauseTask(id, by), TimeSpan.FromSeconds(20));

    private static Notification Read(Received got) => JsonSerializer.Deserialize(got.Body, ContractsJson.Default.Notification)!;

    private async Task<TaskId> EndsAsync(string prompt, bool well = true, string? name = null)
    {
        var id = (await SubmitAsync(NewTask(prompt, name))).Reply!.Tasks[0].Id;
        var (launch, slot) = await AgentStartsAsync();
        slot.Tell(well ? EndedWell(launch.Attempt, "the secret answer") : EndedBadly(launch.Attempt));
        await AwaitPhaseAsync(id, well ? TaskPhase.Succeeded : TaskPhase.Failed);
        return id;
    }

    private Task<NotificationsView> SetAsync(string channels, string rule) => _notifier!.SetAsync(new($"channels: {{ {channels} }}\nrules: [{rule}]\n", "n.yaml"), default);

    private async Task StartAsync()
    {
        _log = new();
        _notifier = new Notifier(Home, new NewsReader(Home, Queries), Feed, _senders, _time,
            cancel => Actor<ProjectorKey>().Ask<ReadModelProjectorActor.Passed>(ReadModelProjectorActor.Barrier.Instance, Timeout.InfiniteTimeSpan, cancel), _log)
        {
            Luck = () => 0.5,
        };
        await _notifier.StartAsync(default);
    }

    private async Task StopAsync()
    {
        if (_notifier is null)
            return;
        await _notifier.StopAsync(default);
        _notifier.Dispose();
        _notifier = null;
    }

    private string[] Told() => File.ReadAllLines(Path.Combine(_folder.Folder, "told"));

    /// <summary>A program of the user's, that works in the spec's folder.</summary>
    private string Program(string script)
    {
        var path = Path.Combine(_folder.Folder, $"program-{Guid.NewGuid():N}");
        File.WriteAllText(path, $"#!/bin/sh\ncd {_folder.Folder}\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
