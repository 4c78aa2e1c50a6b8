using System.Text.Json;
using System.Text.Json.Nodes;
using Delegate.Contracts;
using Delegate.Host.Specs.Support;
using Delegate.Mcp;
using ModelContextProtocol.Protocol;

namespace Delegate.Host.Specs.Mcp;

/// <summary>When an answer of the inbox counts as told.</summary>
public sealed class InboxToolSpecs
{
    private static readonly InboxView View = new() { Ended = [], Open = [], OpenTotal = 0, Cursor = 41, OwnFrom = 7, FolderFrom = 12 };

    [Fact]
    public async Task An_answer_counts_as_told_when_the_bridge_says_that_the_client_has_it_and_not_before()
    {
        await using var session = await McpSession.StartAsync(caller: new("session-1", "/project") { Confirms = true });
        var seen = new TaskCompletionSource<InboxSeen>();
        session.Fake.OnGetInbox = _ => View;
        session.Fake.OnInboxSeen = seen.SetResult;
        session.Fake.OnGetTask = id => Samples.Task(id);

        await session.CallAsync("Inbox", new { });
        await session.CallAsync("TaskStatus", new { taskId = Samples.Id.Value }); // no receipt
        Assert.False(seen.Task.IsCompleted);
        for (var request = 0; request <= 20; request++) // the SDK's client does not say which id it gave the call
            await session.Client.SendMessageAsync(new JsonRpcNotification { Method = Routes.McpDelivered, Params = new JsonObject { ["requestId"] = request } });

        Assert.Equal(new InboxSeen(41) { Session = "session-1", Folder = "/project", OwnFrom = 7, FolderFrom = 12 }, await seen.Task.WaitAsync(Expect.Patience));
    }

    [Fact]
    public async Task Of_a_client_that_confirms_nothing_an_answer_counts_as_told_when_it_is_sent()
    {
        await using var session = await McpSession.StartAsync();
        InboxSeen? seen = null;
        InboxQuery? asked = null;
        session.Fake.OnGetInbox = query => { asked = query; return View; };
        session.Fake.OnInboxSeen = told => seen = told;

        var answer = await session.CallAsync("Inbox", new { after = 30, folder = "/other", limit = 5 });

        Assert.False(answer.IsError, answer.Text);
        Assert.Equal(new InboxQuery("session-1", "/other") { After = 30, Limit = 5 }, asked);
        Assert.Equal(41, seen?.Cursor);
    }

    [Fact]
    public async Task A_client_that_names_neither_session_nor_project_must_name_a_folder()
    {
        await using var session = await McpSession.StartAsync(caller: new McpCaller(null, null));

        var answer = await session.CallAsync("Inbox", new { });

        Assert.True(answer.IsError);
    }
}
