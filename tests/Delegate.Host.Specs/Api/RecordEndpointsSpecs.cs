using System.Net;
using System.Text.Json;
using Delegate.Contracts;
using Delegate.Host.Specs.Support;

namespace Delegate.Host.Specs.Api;

public sealed class RecordEndpointsSpecs : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);
    private RunningHost _host = null!;

    public async Task InitializeAsync() => _host = await RunningHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Every_filter_of_a_list_arrives_whatever_characters_are_in_it()
    {
        TaskFilter? seen = null;
        _host.Fake.OnListTasks = filter => { seen = filter; return new([]); };
        var filter = new TaskFilter([TaskPhase.Failed], 7, 99)
        {
            Id = "7k2m", Queue = "nightly", Folder = "/src/a b&c=d", Text = "100 % ünïcode + #1?", Graph = "graph-1", Agent = "claude", Line = Samples.Other,
            Since = Noon, Until = Noon.AddTicks(1), Sort = TaskSort.Ended, OldestFirst = true,
        };

        await _host.Client.ListTasksAsync(filter, default);

        Assert.Equal(filter with { Phases = seen!.Phases }, seen);
        Assert.Equal(filter.Phases, seen.Phases);
    }

    [Theory]
    [InlineData("?folder=src", "folder", "absolute")]
    [InlineData("?queue=", "queue", "empty")]
    [InlineData("?since=yesterday", "since", "time such as")]
    [InlineData("?sort=size", "sort", "created, ended")]
    [InlineData("?line=7k2m", "line", "not a task id")]
    [InlineData("?oldestFirst=1", "oldestFirst", "true or false")]
    [InlineData("?quue=x", "quue", "did you mean 'queue'?")]
    public async Task A_bad_filter_is_refused_with_the_field_named(string query, string field, string words)
    {
        using var response = await _host.Http.GetAsync(Routes.Tasks + query);
        var error = await Expect.ErrorAsync(response);
        Assert.Equal((HttpStatusCode.BadRequest, field), (response.StatusCode, error.Field));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_history_arrives_with_its_events_and_its_cursor()
    {
        HistoryQuery? seen = null;
        var entry = new HistoryEntry(17, Noon, "task-parked", "Waits.", JsonElement.Parse("""{"attempt":1}"""));
        _host.Fake.OnGetHistory = (id, query) => { seen = query; return new(id, [entry], 17); };

        var page = await _host.Client.GetHistoryAsync(Samples.Id, new(12, 5), default);

        Assert.Equal(new HistoryQuery(12, 5), seen);
        Assert.Equal((Samples.Id, 17L), (page.Id, page.Next!.Value));
        Assert.Equal("""{"attempt":1}""", Assert.Single(page.Entries).Event.GetRawText());
        Assert.Equal(entry with { Event = default }, page.Entries[0] with { Event = default });
    }

    [Fact]
    public async Task A_reason_arrives_as_a_tree()
    {
        var why = new WhyView(Samples.Id, "ship", TaskPhase.Waiting, "Waits for one task.", null,
            [new(Samples.Other, null, TaskPhase.Failed, "Failed: no.", "delegate retry", [], 0)], 3);
        _host.Fake.OnWhy = _ => why;

        Assert.Equivalent(why, await _host.Client.WhyAsync(Samples.Id, default), strict: true);
        Assert.Equal(HttpStatusCode.BadRequest, (await _host.Http.GetAsync(Routes.For(Routes.WhyTask, Samples.Id) + "?deep=true")).StatusCode);
    }

    [Fact]
    public async Task A_graph_is_asked_for_by_task_by_submission_or_whole()
    {
        var seen = new List<GraphQuery>();
        var graph = new GraphView([Samples.Task()], [new(Samples.Other, Samples.Id, GraphEdgeKind.Lineage), new(Samples.Other, Samples.Id, GraphEdgeKind.Dependency, DependencyPolicy.Hold, true)], 2);
        _host.Fake.OnGetGraph = query => { seen.Add(query); return graph; };

        Assert.Equivalent(graph, await _host.Client.GetGraphAsync(new(), default), strict: true);
        await _host.Client.GetGraphAsync(new(Samples.Id), default);
        await _host.Client.GetGraphAsync(new(Graph: "graph-1"), default);

        Assert.Equal([new(), new(Samples.Id), new(Graph: "graph-1")], seen);
        Assert.Equal(HttpStatusCode.BadRequest, (await _host.Http.GetAsync($"{Routes.Graph}?task={Samples.Id}&graph=graph-1")).StatusCode);
    }

    [Fact]
    public async Task A_wish_to_prune_arrives_and_its_answer_comes_back()
    {
        PruneRequest? seen = null;
        var reply = new PruneReply([new(Samples.Id, "build", TaskPhase.Failed, Noon, 12), new(Samples.Other, null, TaskPhase.Succeeded, Noon, 0)], 12, 1, true);
        _host.Fake.OnPrune = request => { seen = request; return reply; };
        var request = new PruneRequest { OlderThanMs = 5, Keep = 1, MaxBytes = 7, Graph = "graph-1", DryRun = true, By = "cli" };

        Assert.Equivalent(reply, await _host.Client.PruneAsync(request, default), strict: true);
        Assert.Equal(request, seen);
    }
}
