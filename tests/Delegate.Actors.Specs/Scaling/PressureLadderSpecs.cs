using Delegate.Actors.Scaling;
using Delegate.Contracts;

namespace Delegate.Actors.Specs.Scaling;

/// <summary>What is done when memory runs out although nothing more is started.</summary>
public class PressureLadderSpecs
{
    private const long MiB = 1L << 20;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly MachineReading Short = new(2, 0, 100 * MiB, 4096 * MiB);
    private static readonly MachineReading Roomy = new(2, 0, 2048 * MiB, 4096 * MiB);
    private readonly List<Rung> _agents =
    [
        new(TaskId.New(), Priority.P0, Start.AddMinutes(-1), false), new(TaskId.New(), Priority.P2, Start.AddMinutes(-9), false),
        new(TaskId.New(), Priority.P2, Start.AddMinutes(-5), false), new(TaskId.New(), Priority.P1, Start.AddMinutes(-2), false),
    ];

    [Fact]
    public void Unless_it_was_allowed_no_running_agent_is_touched() => Assert.Empty(Steps("hold", Short, TimeSpan.FromMinutes(5)));

    [Fact]
    public void The_youngest_of_the_lowest_priority_is_frozen_first_and_the_last_one_never()
    {
        var steps = Steps("freeze", Short, TimeSpan.FromMinutes(5));
        Assert.Equal([_agents[2].Id, _agents[1].Id, _agents[3].Id], steps.Select(step => step.Step.Id));
        Assert.All(steps, step => Assert.Equal(Relief.Freeze, step.Step.Kind));
        Assert.StartsWith("memory: 100 MiB available, 512 MiB must stay free", steps[0].Step.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void One_look_is_not_believed_and_each_step_has_a_settling_window_to_show()
    {
        var steps = Steps("freeze", Short, TimeSpan.FromSeconds(30));
        Assert.Equal([2, 12, 22], steps.Select(step => (step.At - Start).TotalSeconds));
    }

    [Fact]
    public void When_freezing_does_not_help_the_frozen_one_gives_back_what_it_holds_if_even_that_is_allowed()
    {
        var steps = Steps("requeue", Short, TimeSpan.FromSeconds(40));
        Assert.Equal(
            [(Relief.Freeze, _agents[2].Id), (Relief.Requeue, _agents[2].Id), (Relief.Freeze, _agents[1].Id), (Relief.Requeue, _agents[1].Id)],
            steps.Select(step => (step.Step.Kind, step.Step.Id)));
    }

    [Fact]
    public void With_room_again_they_go_on_one_by_one_the_most_urgent_first()
    {
        var ladder = LadderOf("freeze");
        var frozen = _agents.Select(agent => agent with { Frozen = agent.Priority != Priority.P0 }).ToList();
        var steps = Steps(ladder, Roomy, TimeSpan.FromSeconds(60), frozen);
        Assert.Equal([_agents[3].Id, _agents[1].Id, _agents[2].Id], steps.Select(step => step.Step.Id));
        Assert.All(steps, step => Assert.Equal(Relief.Thaw, step.Step.Kind));
    }

    [Fact]
    public void A_machine_that_stands_still_is_short_of_memory_whatever_is_available() =>
        Assert.NotEmpty(Steps("freeze", Roomy with { MemoryStall = 30 }, TimeSpan.FromSeconds(10)));

    private List<(DateTimeOffset At, ReliefStep Step)> Steps(string onPressure, MachineReading machine, TimeSpan time) => Steps(LadderOf(onPressure), machine, time, _agents);

    private static List<(DateTimeOffset At, ReliefStep Step)> Steps(PressureLadder ladder, MachineReading machine, TimeSpan time, IEnumerable<Rung> all)
    {
        var (agents, steps) = (all.ToList(), new List<(DateTimeOffset, ReliefStep)>());
        for (var at = Start; at <= Start + time; at += ScalerActor.BetweenLooks)
        {
            if (ladder.Next(machine, agents, at) is not { } step)
                continue;
            steps.Add((at, step));
            var index = agents.FindIndex(agent => agent.Id == step.Id);
            if (step.Kind == Relief.Requeue)
                agents.RemoveAt(index);
            else
                agents[index] = agents[index] with { Frozen = step.Kind == Relief.Freeze };
        }
        return steps;
    }

    private static PressureLadder LadderOf(string onPressure)
    {
        var options = new DelegateOptions { OnPressure = onPressure };
        return new(options, new SlotPolicy(options));
    }
}
