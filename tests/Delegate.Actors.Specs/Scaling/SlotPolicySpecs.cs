using Delegate.Actors.Agents;
using Delegate.Actors.Scaling;
using Delegate.Contracts;

namespace Delegate.Actors.Specs.Scaling;

public class SlotPolicySpecs
{
    private const long GiB = 1L << 30;
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Footprint Claude = new(0.5, 400L << 20, Gap: true);
    private static readonly MachineReading Laptop = new(2, 0.1, 3 * GiB, 4 * GiB);
    private static readonly MachineReading Server = new(64, 1, 250 * GiB, 256 * GiB);
    private readonly DelegateOptions _options = new();

    [Fact]
    public void An_idle_laptop_with_defaults_starts_an_agent() => Assert.True(Ask(Laptop).IsGrant);

    [Fact]
    public void A_machine_that_is_busy_with_other_work_still_runs_one_agent() =>
        Assert.True(Ask(Laptop with { BusyCores = 2 }).IsGrant);

    [Fact]
    public void A_second_agent_waits_while_the_processors_are_busier_than_the_target()
    {
        var answer = Ask(Laptop with { BusyCores = 1.5 }, Settled(1));
        Assert.Contains("processors: 1.5 of 2 busy", answer.Reason, StringComparison.Ordinal);
        Assert.True(answer.AskAgainAfter > TimeSpan.Zero);
    }

    [Fact]
    public void A_fresh_agent_counts_with_what_it_is_expected_to_need_because_the_readings_do_not_show_it_yet()
    {
        Assert.True(Ask(Laptop, Fresh(2)).IsGrant);
        Assert.Contains("processors: 1.6 of 2", Ask(Laptop, Fresh(3)).Reason, StringComparison.Ordinal);
        Assert.True(Ask(Laptop, Settled(3)).IsGrant);
    }

    [Fact]
    public void Memory_that_is_not_there_holds_an_agent_back_even_when_it_would_be_the_only_one()
    {
        var answer = Ask(Laptop with { MemoryAvailable = 800L << 20 });
        Assert.Contains("memory: 288 MiB free", answer.Reason, StringComparison.Ordinal);
        Assert.Contains("400 MiB", answer.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_of_settling_agents_is_spoken_for() =>
        Assert.StartsWith("memory", Ask(Server with { MemoryAvailable = 28 * GiB }, Fresh(6)).Reason, StringComparison.Ordinal);

    [Fact]
    public void Starts_of_model_agents_are_spaced()
    {
        var policy = new SlotPolicy(_options);
        var answer = policy.Ask(new(Server, Settled(1), Claude, Now - TimeSpan.FromMilliseconds(200), Now));
        Assert.StartsWith("spawn gap", answer.Reason, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromMilliseconds(300), answer.AskAgainAfter);
        Assert.True(policy.Ask(new(Server, Settled(1), Claude with { Gap = false }, Now, Now)).IsGrant);
    }

    [Theory]
    [InlineData(2, 8)]
    [InlineData(64, 256)]
    public void The_number_of_slots_follows_the_machine_unless_it_is_set(double cores, int slots)
    {
        Assert.Equal(slots, new SlotPolicy(_options).MaxSlots(cores));
        Assert.Equal(3, new SlotPolicy(_options with { MaxSlots = 3 }).MaxSlots(cores));
    }

    [Fact]
    public void When_all_slots_are_in_use_nothing_starts() =>
        Assert.Equal("slots: all 2 are in use", new SlotPolicy(_options with { MaxSlots = 2 }).Ask(Question(Server, Settled(2))).Reason);

    [Fact]
    public void A_target_of_a_hundred_percent_takes_the_processors_out_of_the_question() =>
        Assert.True(new SlotPolicy(_options with { TargetCpuPercent = 100 }).Ask(Question(Laptop with { BusyCores = 2 }, Fresh(3))).IsGrant);

    private SlotAnswer Ask(MachineReading machine, IReadOnlyCollection<InFlight>? inFlight = null) =>
        new SlotPolicy(_options).Ask(Question(machine, inFlight ?? []));

    private static SlotQuestion Question(MachineReading machine, IReadOnlyCollection<InFlight> inFlight) =>
        new(machine, inFlight, Claude, null, Now);

    private static InFlight[] Fresh(int count) => [.. Enumerable.Repeat(new InFlight(Claude, Now - TimeSpan.FromSeconds(1)), count)];

    private static InFlight[] Settled(int count) => [.. Enumerable.Repeat(new InFlight(Claude, Now - TimeSpan.FromMinutes(1)), count)];
}
