using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Delegate.Contracts;
using Delegate.Host.Specs.Support;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using McpSession = Delegate.Host.Specs.Support.McpSession;

namespace Delegate.Host.Specs.Mcp;

public sealed class ResourceSpecs
{
    [Theory]
    [InlineData(McpSession.Handshake)]
    [InlineData(McpSession.Discovery)]
    public async Task Tasks_outputs_histories_graphs_and_schedules_are_resources(string protocol)
    {
        await using var session = await McpSession.StartAsync(protocol);
        session.Fake.OnGetTask = id => Samples.Task(id) with { Result = new('x', 50_000) };
        session.Fake.OnReadLogs = (_, query, _) => query == new LogQuery() ? FakeDelegateClient.Ending<LogLine>(new("stdout", "one"), new("stderr", "oops")) : throw new InvalidOperationException();
        session.Fake.OnGetHistory = (id, _) => new(id, [], null);
        session.Fake.OnGetGraph = query => query.Graph == "graph-1" ? new([Samples.Task()], []) : throw FakeDelegateClient.NotFound(Samples.Id);
        session.Fake.OnSchedule = (_, _) => ScheduleSamples.View;

        Assert.Equal(
            ["delegate://tasks/{id}", "delegate://tasks/{id}/output", "delegate://tasks/{id}/history", "delegate://graphs/{id}", "delegate://schedules/{id}"],
            (await session.Client.ListResourceTemplatesAsync()).Select(template => template.UriTemplate));
        Assert.Contains(new string('x', 50_000), await ReadAsync(session, $"delegate://tasks/{Samples.Id}"), StringComparison.Ordinal); // whole
        Assert.Equal("one\nstderr:\noops", await ReadAsync(session, $"delegate://tasks/{Samples.Id}/output"));
        Assert.StartsWith($$"""{"id":"{{Samples.Id}}","entries":[]""", await ReadAsync(session, $"delegate://tasks/{Samples.Id}/history"), StringComparison.Ordinal);
        Assert.StartsWith("""{"tasks":[{"id":"task-7k2m9qx4h0ad",""", await ReadAsync(session, "delegate://graphs/graph-1"), StringComparison.Ordinal);
        Assert.StartsWith($$"""{"id":"{{ScheduleSamples.Id}}",""", await ReadAsync(session, $"delegate://schedules/{ScheduleSamples.Id}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("delegate://tasks/7", "There is no resource 'delegate://tasks/7'. There are: delegate://tasks/{id}, ")]
    [InlineData("file:///etc/passwd", "There is no resource 'file:///etc/passwd'.")]
    [InlineData("delegate://tasks/task-7k2m9qx4h0ad", "No task has the id task-7k2m9qx4h0ad. Try: ListTasks")]
    public async Task What_is_not_there_says_what_is(string uri, string message)
    {
        await using var session = await McpSession.StartAsync();
        session.Fake.OnGetTask = id => throw FakeDelegateClient.NotFound(id);

        var error = await Assert.ThrowsAsync<McpProtocolException>(() => ReadAsync(session, uri));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_is_a_page_of_the_newest_and_goes_on()
    {
        await using var session = await McpSession.StartAsync();
        var asked = new List<long?>();
        session.Fake.OnListTasks = filter =>
        {
            Assert.Equal(50, filter.Limit);
            asked.Add(filter.Before);
            return new([Samples.Task(filter.Before is null ? Samples.Id : Samples.Other)], filter.Before is null ? 9 : null);
        };
        session.Fake.OnListSchedules = _ => new([ScheduleSamples.View], 1);

        var all = await session.Client.ListResourcesAsync();

        Assert.Equal([null, 9], asked);
        Assert.Equal([$"delegate://tasks/{Samples.Id}", $"delegate://schedules/{ScheduleSamples.Id}", $"delegate://tasks/{Samples.Other}"], all.Select(resource => resource.Uri));
    }

    [Fact]
    public async Task Who_subscribes_is_told_of_each_change_until_it_unsubscribes()
    {
        await using var session = await McpSession.StartAsync(McpSession.Handshake);
        var feed = Channel.CreateUnbounded<TaskView>();
        var left = new TaskCompletionSource();
        session.Fake.OnWatchTasks = (ids, cancel) => Watch(ids, feed.Reader, left, cancel);
        var told = Channel.CreateUnbounded<string>();
        await using var handler = session.Client.RegisterNotificationHandler(NotificationMethods.ResourceUpdatedNotification, (notification, _) =>
        {
            told.Writer.TryWrite(notification.Params!["uri"]!.GetValue<string>());
            return default;
        });
        var uri = $"delegate://tasks/{Samples.Id}/output";

        Assert.True(session.Client.ServerCapabilities.Resources?.Subscribe);
        await session.Client.SubscribeToResourceAsync(uri);
        Assert.False(told.Reader.TryRead(out _)); // how it stands is no change
        feed.Writer.TryWrite(Samples.Task(phase: TaskPhase.Stopping));
        Assert.Equal(uri, await told.Reader.ReadAsync().AsTask().WaitAsync(Expect.Patience));
        feed.Writer.TryWrite(Samples.Task(phase: TaskPhase.Stopping));
        Assert.Equal(uri, await told.Reader.ReadAsync().AsTask().WaitAsync(Expect.Patience));

        await session.Client.UnsubscribeFromResourceAsync(uri);
        await left.Task.WaitAsync(Expect.Patience);
    }

    [Fact]
    public async Task A_graph_changes_when_one_of_its_tasks_does()
    {
        await using var session = await McpSession.StartAsync(McpSession.Handshake);
        var watched = new TaskCompletionSource<IReadOnlyList<TaskId>>();
        session.Fake.OnGetGraph = _ => new([Samples.Task(), Samples.Task(Samples.Other)], []);
        session.Fake.OnWatchTasks = (ids, cancel) =>
        {
            watched.SetResult(ids);
            return FakeDelegateClient.Endless([.. ids.Select(id => Samples.Task(id))], null, cancel);
        };

        await session.Client.SubscribeToResourceAsync("delegate://graphs/graph-1");

        Assert.Equal([Samples.Id, Samples.Other], await watched.Task);
        await Assert.ThrowsAsync<McpProtocolException>(() => session.Client.SubscribeToResourceAsync("delegate://queues/default"));
    }

    [Fact]
    public async Task A_session_that_ends_takes_its_subscriptions_along()
    {
        var left = new TaskCompletionSource();
        var session = await McpSession.StartAsync(McpSession.Handshake);
        session.Fake.OnWatchTasks = (_, cancel) => FakeDelegateClient.Endless([Samples.Task()], left, cancel);
        await session.Client.SubscribeToResourceAsync($"delegate://tasks/{Samples.Id}");

        await session.DisposeAsync();

        await left.Task.WaitAsync(Expect.Patience);
    }

    private static async IAsyncEnumerable<TaskView> Watch(
        IReadOnlyList<TaskId> ids, ChannelReader<TaskView> feed, TaskCompletionSource left, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var id in ids)
            yield return Samples.Task(id);
        try
        {
            await foreach (var change in feed.ReadAllAsync(cancel))
                yield return change;
        }
        finally
        {
            left.SetResult();
        }
    }

    private static async Task<string> ReadAsync(McpSession session, string uri) =>
        Assert.IsType<TextResourceContents>(Assert.Single((await session.Client.ReadResourceAsync(uri)).Contents)).Text;
}
