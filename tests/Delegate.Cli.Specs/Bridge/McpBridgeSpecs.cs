using System.IO.Pipelines;
using System.Text.Json;
using Delegate.Bridge;
using Delegate.Contracts;
using Microsoft.Extensions.Time.Testing;

namespace Delegate.Cli.Specs.Bridge;

public sealed class McpBridgeSpecs
{
    private const string Initialize = """{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25"}}""";
    private const string Welcome = """{"jsonrpc":"2.0","id":0,"result":{"serverInfo":{"name":"delegate"}}}""";
    private const string Initialized = """{"jsonrpc":"2.0","method":"notifications/initialized"}""";
    private const string Call = """{"jsonrpc":"2.0","id":"c-1","method":"tools/call","params":{"name":"DelegateTask"}}""";
    private const string ListTools = """{"jsonrpc":"2.0","id":2,"method":"tools/list"}""";
    private const string Tools = """{"jsonrpc":"2.0","id":2,"result":{"tools":[]}}""";

    private readonly ScriptedHosts _hosts = new();
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _words = [];
    private readonly Pipe _stdin = new();
    private readonly LinePeer _client;
    private readonly Task _bridge;

    public McpBridgeSpecs()
    {
        Pipe stdout = new();
        _client = new LinePeer(stdout.Reader.AsStream(), _stdin.Writer.AsStream());
        _bridge = Task.Run(() => new McpBridge(_hosts.OpenAsync, _stdin.Reader.AsStream(), stdout.Writer.AsStream(), _words.Add, _time).RunAsync(default));
    }

    [Fact]
    public async Task Lines_pass_unchanged_both_ways()
    {
        var host = await _hosts.NextAsync();
        foreach (var line in new[] { Initialize, """{ "odd" : [ 1 , "ünïcode" ] }""", "not even json", new string('x', 300_000) })
        {
            await _client.SendAsync(line);
            Assert.Equal(line, await host.ReceiveAsync());
            await host.SendAsync(line);
            Assert.Equal(line, await _client.ReceiveAsync());
        }
    }

    [Fact]
    public async Task The_host_is_told_of_each_answer_to_a_tool_call_once_the_client_has_it_and_of_no_other()
    {
        var host = await _hosts.NextAsync();
        await _client.SendAsync(ListTools);
        await host.ReceiveAsync();
        await host.SendAsync(Tools);
        Assert.Equal(Tools, await _client.ReceiveAsync());
        await _client.SendAsync(Call);
        Assert.Equal(Call, await host.ReceiveAsync());
        var answer = """{"jsonrpc":"2.0","id":"c-1","result":{"content":[]}}""";
        await host.SendAsync(answer);
        Assert.Equal(answer, await _client.ReceiveAsync());
        Assert.Equal("""{"jsonrpc":"2.0","method":"notifications/delegate/delivered","params":{"requestId":"c-1"}}""", await host.ReceiveAsync());
    }

    [Fact]
    public async Task The_end_of_stdin_ends_the_bridge_and_its_session()
    {
        var host = await _hosts.NextAsync();
        await _stdin.Writer.CompleteAsync();
        await _bridge;
        Assert.Null(await host.ReceiveAsync());
    }

    [Fact]
    public async Task Answers_that_are_due_still_arrive_after_the_end_of_stdin()
    {
        var host = await _hosts.NextAsync();
        await _client.SendAsync(ListTools);
        await _stdin.Writer.CompleteAsync();
        await host.ReceiveAsync();
        await host.SendAsync(Tools);
        Assert.Equal(Tools, await _client.ReceiveAsync());
        await _bridge;
    }

    [Fact]
    public async Task An_unfinished_last_line_of_the_client_counts()
    {
        var host = await _hosts.NextAsync();
        await _client.SendPartAsync(ListTools);
        await _stdin.Writer.CompleteAsync();
        Assert.Equal(ListTools, await host.ReceiveAsync());
        await host.SendAsync(Tools);
        await _bridge;
    }

    [Fact]
    public async Task A_restarted_host_gets_the_handshake_again_and_the_client_does_not_notice()
    {
        var first = await ShakeHandsAsync();
        first.Drop();

        var second = await _hosts.NextAsync();
        Assert.Equal(Initialize, await second.ReceiveAsync());
        await second.SendAsync(Welcome);
        Assert.Equal(Initialized, await second.ReceiveAsync());
        await _client.SendAsync(ListTools);
        Assert.Equal(ListTools, await second.ReceiveAsync());
        await second.SendAsync(Tools);
        Assert.Equal(Tools, await _client.ReceiveAsync()); // and not a second Welcome before it
        Assert.Contains(_words, words => words.Contains("connected again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_tool_call_in_flight_is_answered_with_an_error_and_not_repeated()
    {
        var first = await ShakeHandsAsync();
        await _client.SendAsync(Call);
        Assert.Equal(Call, await first.ReceiveAsync());
        await first.SendPartAsync("""{"jsonrpc":"2.0","id":"c-1","resu"""); // half an answer is none
        first.Drop();

        using var answer = JsonDocument.Parse((await _client.ReceiveAsync())!);
        Assert.Equal("c-1", answer.RootElement.GetProperty("id").GetString());
        Assert.Contains("restarted during this call", answer.RootElement.GetProperty("error").GetProperty("message").GetString());

        var second = await _hosts.NextAsync();
        await AcceptAsync(second);
        await _client.SendAsync(ListTools);
        Assert.Equal(ListTools, await second.ReceiveAsync());
    }

    [Fact]
    public async Task A_tool_call_that_never_reached_the_dead_host_goes_to_the_next_one()
    {
        var first = await ShakeHandsAsync();
        _hosts.Latest!.RefusesWrites = true;
        await _client.SendAsync(Call);
        await _hosts.Latest.Refused.Task;
        first.Drop();

        var second = await _hosts.NextAsync();
        await AcceptAsync(second);
        Assert.Equal(Call, await second.ReceiveAsync());
        await _client.SendAsync(ListTools);
        await second.SendAsync(Tools);
        Assert.Equal(Tools, await _client.ReceiveAsync()); // and no error before it
    }

    [Fact]
    public async Task A_read_in_flight_is_asked_again()
    {
        var first = await ShakeHandsAsync();
        await _client.SendAsync(ListTools);
        await first.ReceiveAsync();
        first.Drop();

        var second = await _hosts.NextAsync();
        await AcceptAsync(second);
        Assert.Equal(ListTools, await second.ReceiveAsync());
        await second.SendAsync(Tools);
        Assert.Equal(Tools, await _client.ReceiveAsync());
    }

    [Fact]
    public async Task A_handshake_that_was_cut_short_is_made_once_with_the_next_host()
    {
        var first = await _hosts.NextAsync();
        await _client.SendAsync(Initialize);
        await first.ReceiveAsync();
        first.Drop();

        var second = await _hosts.NextAsync();
        Assert.Equal(Initialize, await second.ReceiveAsync());
        await second.SendAsync(Welcome);
        Assert.Equal(Welcome, await _client.ReceiveAsync());
    }

    [Fact]
    public async Task Sessions_without_a_handshake_go_on_and_their_subscription_is_renewed()
    {
        const string listen = """{"jsonrpc":"2.0","id":5,"method":"subscriptions/listen","params":{}}""";
        var first = await _hosts.NextAsync();
        await _client.SendAsync(listen);
        await first.ReceiveAsync();
        first.Drop();
        var second = await _hosts.NextAsync();
        Assert.Equal(listen, await second.ReceiveAsync());
        await _stdin.Writer.CompleteAsync(); // an open subscription is no answer to wait for
        await _bridge;
    }

    [Fact]
    public async Task When_no_host_can_be_had_requests_are_answered_with_the_reason_and_the_next_one_tries_again()
    {
        var first = await ShakeHandsAsync();
        _hosts.Failure = new DelegateException(new(ErrorCodes.HostStartFailed, "The disk is full.", "delegate doctor"));
        await _client.SendAsync(ListTools);
        await first.ReceiveAsync();
        first.Drop();
        Assert.Contains("The disk is full.", await _client.ReceiveAsync());

        await _client.SendAsync(Call);
        Assert.Contains("delegate doctor", await _client.ReceiveAsync());

        _hosts.Failure = null;
        await _client.SendAsync(ListTools);
        var second = await _hosts.NextAsync();
        await AcceptAsync(second);
        Assert.Equal(ListTools, await second.ReceiveAsync());
    }

    [Fact]
    public async Task A_host_that_goes_down_again_and_again_is_left_alone_until_the_client_asks()
    {
        var host = await _hosts.NextAsync();
        await _client.SendAsync(ListTools);
        for (var downs = 0; downs < 4; downs++)
        {
            await host.ReceiveAsync();
            host.Drop();
            if (downs < 3)
                host = await _hosts.NextAsync();
        }
        Assert.Contains("again and again", await _client.ReceiveAsync());
        Assert.Equal(4, _hosts.Attempts);
    }

    [Fact]
    public async Task A_client_that_left_is_not_waited_for_for_ever()
    {
        var host = await _hosts.NextAsync();
        await _client.SendAsync(Call);
        await _stdin.Writer.CompleteAsync();
        await host.ReceiveAsync();
        // The bridge sets its last wait when it has seen the end of stdin; until then time may pass in vain.
        while (!_bridge.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }
        await _bridge;
        Assert.Null(await host.ReceiveAsync());
    }

    [Fact]
    public async Task A_host_that_cannot_be_had_at_the_start_is_an_error_of_the_program()
    {
        var hosts = new ScriptedHosts { Failure = new DelegateException(new(ErrorCodes.HostStartFailed, "No.", null)) };
        var bridge = new McpBridge(hosts.OpenAsync, new MemoryStream(), new MemoryStream(), _ => { }, _time);
        await Assert.ThrowsAsync<DelegateException>(() => bridge.RunAsync(default));
    }

    private async Task<LinePeer> ShakeHandsAsync()
    {
        var host = await _hosts.NextAsync();
        await _client.SendAsync(Initialize);
        await AcceptAsync(host, async () =>
        {
            Assert.Equal(Welcome, await _client.ReceiveAsync());
            await _client.SendAsync(Initialized);
        });
        return host;
    }

    private static async Task AcceptAsync(LinePeer host, Func<Task>? inBetween = null)
    {
        Assert.Equal(Initialize, await host.ReceiveAsync());
        await host.SendAsync(Welcome);
        if (inBetween is not null)
            await inBetween();
        Assert.Equal(Initialized, await host.ReceiveAsync());
    }
}
