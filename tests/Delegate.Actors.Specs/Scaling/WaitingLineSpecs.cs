using Delegate.Actors.Agents;
using Delegate.Actors.Scaling;
using Delegate.Contracts;
using static Delegate.Actors.Scaling.ScalingProtocol;

namespace Delegate.Actors.Specs.Scaling;

/// <summary>The order of the line: priorities that age, turns between projects and submissions, holds that hold nobody else.</summary>
public class WaitingLineSpecs
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Aging = TimeSpan.FromMinutes(10);
    private readonly WaitingLine _line = new(Aging);
    private readonly Admission _admission = new(agentsPerFolder: 1);
    private long _sequence;

    [Fact]
    public void Higher_priorities_go_first_and_equals_in_the_order_of_acceptance()
    {
        var c = Add(Priority.P2);
        var a = Add(Priority.P0);
        var d = Add(Priority.P2);
        var b = Add(Priority.P1);
        Assert.Equal([a, b, c, d], ServeAll(Start));
    }

    [Theory]
    [InlineData(19, false)]
    [InlineData(21, true)]
    public void Ten_minutes_of_waiting_are_worth_one_step_of_priority(int waited, bool overtakes)
    {
        var patient = Add(Priority.P2);
        var urgent = Add(Priority.P0, since: Start.AddMinutes(waited));
        Assert.Equal(overtakes ? patient : urgent, _line.First(_admission));
    }

    [Fact]
    public void A_task_of_the_lowest_priority_starts_although_urgent_work_never_stops_coming()
    {
        var patient = Add(Priority.P2);
        for (var minute = 0; ; minute++)
        {
            Assert.True(minute <= 21, "it starves");
            Add(Priority.P0, since: Start.AddMinutes(minute));
            var served = _line.First(_admission)!;
            _line.Serve(served, Start.AddMinutes(minute));
            if (served == patient)
                break;
        }
    }

    [Fact]
    public void A_single_task_does_not_wait_behind_a_graph_of_five_hundred_that_came_before_it()
    {
        var graph = Enumerable.Range(0, 500).Select(_ => Add(graph: "large")).ToList();
        for (var i = 0; i < 40; i++)
            _line.Serve(_line.First(_admission)!, Start.AddMinutes(i)); // it has aged by four steps
        var single = Add(since: Start.AddMinutes(39).AddSeconds(30));

        Assert.Equal([graph[40], single, graph[41]], ServeAll(Start.AddMinutes(40)).Take(3));
    }

    [Fact]
    public void A_project_that_hands_over_its_work_one_by_one_has_no_more_turns_than_another()
    {
        var many = Enumerable.Range(0, 500).Select(i => Add(graph: $"many-{i}", folder: "/many")).ToList();
        var one = Add(folder: "/one", since: Start.AddSeconds(1));
        Assert.Equal([many[0], one, many[1]], ServeAll(Start.AddSeconds(2)).Take(3));
    }

    [Fact]
    public void What_is_held_by_its_queue_does_not_block_the_others()
    {
        _admission.Set(new(new Dictionary<string, QueueSetting> { ["build"] = new(2, false), ["night"] = new(null, true) }, AllPaused: false));
        _admission.Enter(Offer(queue: "build"));
        _admission.Enter(Offer(queue: "build"));
        var build = Add(Priority.P0, queue: "build");
        var night = Add(Priority.P0, queue: "night");
        var free = Add();

        Assert.Equal(free, _line.First(_admission));
        Assert.Equal("queue build: 2 of 2 run", _admission.WhyNot(build));
        Assert.Equal("queue night is paused", _admission.WhyNot(night));
        Assert.Null(_admission.WhyNot(free));
    }

    [Fact]
    public void A_queue_that_is_opened_again_goes_on_where_it_stood()
    {
        _admission.Set(new(new Dictionary<string, QueueSetting>(), AllPaused: true));
        var (first, second) = (Add(), Add());
        Assert.Null(_line.First(_admission));
        Assert.Equal("everything is paused", _admission.WhyNot(first));
        _admission.Set(new(new Dictionary<string, QueueSetting>(), AllPaused: false));
        Assert.Equal([first, second], ServeAll(Start));
    }

    [Fact]
    public void A_working_tree_takes_one_agent_at_a_time_and_any_number_of_commands()
    {
        var inside = Offer(agent: AgentNames.Claude, tree: "/repo");
        _admission.Enter(inside);
        var second = Add(Priority.P0, agent: AgentNames.Claude, tree: "/repo");
        var command = Add(agent: AgentNames.Shell, tree: "/repo");

        Assert.Equal(command, _line.First(_admission));
        Assert.Equal($"folder /repo: {inside.TaskId} is in it", _admission.WhyNot(second));
        _admission.Leave(inside);
        Assert.Equal(second, _line.First(_admission));
    }

    [Fact]
    public void Whoever_shares_a_folder_neither_waits_for_it_nor_keeps_others_out()
    {
        _admission.Enter(Offer(agent: AgentNames.Claude, tree: null));
        Assert.Null(_admission.WhyNot(Offer(agent: AgentNames.Claude, tree: "/repo")));
        _admission.Enter(Offer(agent: AgentNames.Claude, tree: "/repo"));
        Assert.Null(_admission.WhyNot(Offer(agent: AgentNames.Claude, tree: null)));
        Assert.Null(new Admission(agentsPerFolder: 0).WhyNot(Offer(agent: AgentNames.Claude, tree: "/repo")));
    }

    [Fact]
    public void The_order_that_is_shown_is_the_order_that_comes()
    {
        var random = new Random(4711);
        for (var i = 0; i < 300; i++)
            Add((Priority)random.Next(-2, 1), $"g{random.Next(12)}", $"/f{random.Next(4)}", $"q{random.Next(3)}", since: Start.AddMinutes(random.Next(60)));
        for (var i = 0; i < 50; i++)
            _line.Serve(_line.First(_admission)!, Start.AddMinutes(60 + i));

        var now = Start.AddMinutes(120);
        Assert.Equal([.. _line.InOrder(_admission, now)], ServeAll(now));
    }

    [Fact]
    public void Ten_thousand_that_wait_are_served_without_looking_at_them_all()
    {
        // Each in a folder of its own, a third of them held: what a line that sorts or scans at each turn takes minutes for.
        _admission.Set(new(new Dictionary<string, QueueSetting> { ["held"] = new(null, true) }, AllPaused: false));
        for (var i = 0; i < 15_000; i++)
            Add((Priority)(i % 3 - 2), $"g{i % 7000}", $"/f{i % 5000}", i % 3 == 0 ? "held" : "q", since: Start.AddSeconds(i));
        Assert.Equal(10_000, ServeAll(Start.AddDays(1)).Count);
        Assert.Equal(5_000, _line.Count);
    }

    [Fact]
    public void Queues_are_described_with_what_runs_and_waits_in_them()
    {
        _admission.Set(new(new Dictionary<string, QueueSetting> { ["build"] = new(2, false), ["night"] = new(null, true) }, AllPaused: false));
        _admission.Enter(Offer(queue: "build"));
        Add(queue: "night");
        Add(queue: "other");
        Assert.Equal(
            [new("build", 1, 0, 2, false), new("default", 0, 0, null, false), new("night", 0, 1, null, true), new("other", 0, 1, null, false)],
            _admission.Describe(_line.Waiting));
    }

    private List<Offer> ServeAll(DateTimeOffset now)
    {
        var served = new List<Offer>();
        while (_line.First(_admission) is { } first)
        {
            _line.Serve(first, now);
            served.Add(first);
        }
        return served;
    }

    private Offer Add(
        Priority priority = Priority.P2, string? graph = null, string folder = "/", string queue = DefaultQueue, DateTimeOffset? since = null,
        string agent = AgentNames.Shell, string? tree = null)
    {
        var offer = Offer(priority, graph, folder, queue, since, agent, tree);
        Assert.True(_line.Add(offer));
        return offer;
    }

    private Offer Offer(
        Priority priority = Priority.P2, string? graph = null, string folder = "/", string queue = DefaultQueue, DateTimeOffset? since = null,
        string agent = AgentNames.Shell, string? tree = null) => new(TaskId.New(), agent, priority, ++_sequence)
        {
            GraphId = graph ?? $"own-{_sequence}", Folder = tree ?? folder, Queue = queue, Tree = tree, Since = since ?? Start,
        };
}
