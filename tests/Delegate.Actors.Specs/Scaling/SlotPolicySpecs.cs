using Delegate.Actors.Agents;
using Delegate.Actors.Scaling;
using Delegate.Contracts;

namespace Delegate.Actors.Specs.Scaling;

/// <summary>Who may start now: every rule of the policy, alone.</summary>
public class SlotPolicySpecs
{
    private const long MiB = 1L << 20;
    private const long GiB = 1L << 30;
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Footprint Claude = new(0.5, 400 * MiB, Gap: true);
    private static readonly MachineReading Laptop = new(2, 0.1, 3 * GiB, 4 * GiB);
    private static readonly MachineReading Server = new(64, 1, 250 * GiB, 256 * GiB);
    private DelegateOptions _options = new();

    [Fact]
    public void An_idle_laptop_with_defaults_starts_an_agent() => Assert.True(Ask(Laptop).IsGrant);

    [Fact]
    public void A_machine_that_is_busy_with_other_work_still_runs_one_agent()
    {
        var busy = Laptop with { BusyCores = 2, MemoryPressure = 90, Load = 50 };
        Assert.True(Ask(busy).IsGrant);
        Assert.False(Ask(busy, Settled(1)).IsGrant);
        _options = _options with { MinSlots = 2 };
        Assert.True(Ask(busy, Settled(1)).IsGrant);
    }

    [Fact]
    public void A_second_agent_waits_while_the_processors_are_busier_than_the_target()
    {
        var answer = Ask(Laptop with { BusyCores = 1.5 }, Settled(1));
        Assert.StartsWith("processors: 1.5 of 2 busy", answer.Reason, StringComparison.Ordinal);
        Assert.EndsWith("it starts when 0.3 less are busy", answer.Reason, StringComparison.Ordinal);
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
    public void An_agent_that_was_measured_counts_with_its_own_mean_and_not_with_the_moment()
    {
        // It happens to rest; in a moment it builds again.
        var resting = new InFlight(Claude, Now - TimeSpan.FromMinutes(1), new(400 * MiB, Cores: 0, MeanCores: 1.5));
        Assert.StartsWith("processors: 1.6", Ask(Laptop, [resting]).Reason, StringComparison.Ordinal);
        // It happens to build; most of the time it waits for an answer.
        var building = new InFlight(Claude, Now - TimeSpan.FromMinutes(1), new(400 * MiB, Cores: 1.5, MeanCores: 0.1));
        Assert.True(Ask(Laptop with { BusyCores = 1.6 }, [building]).IsGrant);
    }

    [Fact]
    public void Memory_that_is_not_there_holds_an_agent_back_even_when_it_would_be_the_only_one()
    {
        var answer = Ask(Laptop with { MemoryAvailable = 800 * MiB });
        Assert.Equal(
            "memory: 288 MiB free after the reserve of 512 MiB and what 0 agents may still take, this one is expected to need 400 MiB: it starts when 112 MiB more are free",
            answer.Reason);
    }

    [Fact]
    public void Memory_of_settling_agents_is_spoken_for() =>
        Assert.StartsWith("memory", Ask(Server with { MemoryAvailable = 28 * GiB }, Fresh(6)).Reason, StringComparison.Ordinal);

    [Fact]
    public void What_an_agent_has_not_taken_yet_of_what_it_usually_takes_is_spoken_for()
    {
        var agent = new InFlight(Claude with { MemoryBytes = 2 * GiB, PeakBytes = 2 * GiB }, Now - TimeSpan.FromMinutes(1), new(200 * MiB, 0, 0));
        Assert.StartsWith("memory", Ask(Laptop with { MemoryAvailable = 2 * GiB }, [agent]).Reason, StringComparison.Ordinal);
        Assert.True(Ask(Laptop with { MemoryAvailable = 2 * GiB }, [agent with { Measured = new(2 * GiB, 0, 0) }]).IsGrant);
    }

    [Fact]
    public void Peaks_of_agents_that_have_settled_do_not_all_come_together()
    {
        var peaky = Claude with { MemoryBytes = 100 * MiB, PeakBytes = 1124 * MiB };
        InFlight Of(TimeSpan age) => new(peaky, Now - age, new(100 * MiB, 0, 0));
        var agents = Enumerable.Repeat(Of(TimeSpan.FromMinutes(1)), 16).ToArray();
        Assert.Equal(3 * 1024 * MiB, Commitments.Of(agents[..3], Now - _options.SettlingWindow).Peaks.Bytes);
        Assert.InRange(Commitments.Of(agents, Now - _options.SettlingWindow).Peaks.Bytes, 6 * 1024 * MiB, 7 * 1024 * MiB);
        // Those that have just been started may.
        Assert.Equal(16 * 1024 * MiB, Commitments.Of([.. Enumerable.Repeat(Of(TimeSpan.FromSeconds(1)), 16)], Now - _options.SettlingWindow).MemoryOwed);
    }

    [Fact]
    public void An_agent_that_once_took_more_than_the_machine_has_still_gets_its_try_when_nothing_else_runs()
    {
        var giant = Claude with { MemoryBytes = 6 * GiB, PeakBytes = 6 * GiB };
        Assert.True(Ask(Laptop, next: giant).IsGrant);
        Assert.StartsWith("memory", Ask(Laptop, Settled(1), giant).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Starts_of_model_agents_are_spaced()
    {
        var policy = new SlotPolicy(_options);
        var question = Question(Server, Settled(1), Claude) with { LastSpacedGrant = Now - TimeSpan.FromMilliseconds(200) };
        var answer = policy.Ask(question);
        Assert.StartsWith("spawn gap", answer.Reason, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromMilliseconds(300), answer.AskAgainAfter);
        Assert.True(policy.Ask(question with { Next = Claude with { Gap = false } }).IsGrant);
        // A clock that was set back must not hold the line until it has caught up.
        Assert.Equal(_options.SpawnGap, policy.Ask(question with { LastSpacedGrant = Now + TimeSpan.FromHours(1) }).AskAgainAfter);
    }

    [Theory]
    [InlineData(2, 4)]
    [InlineData(64, 128)]
    public void Only_so_many_agents_settle_at_once_however_little_they_are_expected_to_need(int cores, int most)
    {
        var machine = Server with { Cores = cores };
        var light = Claude with { Cores = 0, MemoryBytes = 0, PeakBytes = 0 };
        Assert.True(Ask(machine, Fresh(most - 1, light), light).IsGrant);
        Assert.Equal($"settling: {most} agents are fresher than 10 s, {most} at once are allowed", Ask(machine, Fresh(most, light), light).Reason);
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
    public void When_all_slots_are_in_use_nothing_starts()
    {
        _options = _options with { MaxSlots = 2 };
        Assert.Equal("slots: all 2 are in use", Ask(Server, Settled(2)).Reason);
    }

    [Fact]
    public void A_target_of_a_hundred_percent_takes_the_processors_out_of_the_question()
    {
        _options = _options with { TargetCpuPercent = 100 };
        Assert.True(Ask(Laptop with { BusyCores = 2 }, Fresh(3)).IsGrant);
    }

    [Fact]
    public void Somebody_who_waits_for_memory_stops_the_starts_whatever_the_numbers_say()
    {
        Assert.Equal(
            "pressure: somebody waited for memory in 30 % of the last 10 s, the limit is 20 %", Ask(Server with { MemoryPressure = 30 }, Settled(1)).Reason);
        Assert.True(Ask(Server with { MemoryPressure = 15 }, Settled(1)).IsGrant);
        Assert.True(Ask(Server with { MemoryPressure = 15, Load = 1000 }, Settled(1)).IsGrant);
        Assert.Equal("load: 300.0, the limit is 256", Ask(Server with { Load = 300 }, Settled(1)).Reason); // a kernel without pressure readings
    }

    [Fact]
    public void A_full_disk_stops_the_starts()
    {
        var answer = Ask(Server with { DiskFree = 100 * MiB });
        Assert.Equal("disk: 100 MiB free, 1024 MiB must stay free: make room, or set diskReserveMb", answer.Reason);
        _options = _options with { DiskReserveMb = 0 };
        Assert.True(Ask(Server with { DiskFree = 0 }).IsGrant);
    }

    [Theory]
    [InlineData(Rules.Processors)]
    [InlineData(Rules.Memory)]
    [InlineData(Rules.Pressure)]
    public void A_rule_that_holds_lets_go_later_than_it_took_hold(string rule)
    {
        var machine = rule switch
        {
            Rules.Processors => Laptop with { BusyCores = 1.18 },
            Rules.Memory => Laptop with { MemoryAvailable = 930 * MiB },
            _ => Laptop with { MemoryPressure = 15 },
        };
        var question = Question(machine, Settled(1), Claude);
        Assert.True(new SlotPolicy(_options).Ask(question).IsGrant);
        Assert.Equal(rule, new SlotPolicy(_options).Ask(question with { Held = rule }).Rule);
    }

    [Fact]
    public void After_a_sleep_everybody_counts_as_just_started()
    {
        var book = new SlotBook(new SlotPolicy(_options), _options);
        var id = TaskId.New();
        book.Grant(id, Claude, Now - TimeSpan.FromMinutes(5));
        for (var at = Now - TimeSpan.FromMinutes(5); at <= Now; at += TimeSpan.FromSeconds(2))
            book.Look(at);
        Assert.Equal(0, book.Ask(Claude, Server, Now).Question.InFlight.Settling);

        var morning = Now + TimeSpan.FromHours(8);
        Assert.Equal(1, book.Ask(Claude, Server, morning).Question.InFlight.Settling);
        book.Look(morning + TimeSpan.FromSeconds(11));
        Assert.Equal(0, book.Ask(Claude, Server, morning + TimeSpan.FromSeconds(11)).Question.InFlight.Settling);
    }

    private SlotAnswer Ask(MachineReading machine, IReadOnlyCollection<InFlight>? inFlight = null, Footprint? next = null) =>
        new SlotPolicy(_options).Ask(Question(machine, inFlight ?? [], next ?? Claude));

    private SlotQuestion Question(MachineReading machine, IReadOnlyCollection<InFlight> inFlight, Footprint next) =>
        new(machine, Commitments.Of(inFlight, Now - _options.SettlingWindow), next, null, null, Now);

    private static InFlight[] Fresh(int count, Footprint? expected = null) =>
        [.. Enumerable.Repeat(new InFlight(expected ?? Claude, Now - TimeSpan.FromSeconds(1)), count)];

    private static InFlight[] Settled(int count) => [.. Enumerable.Repeat(new InFlight(Claude, Now - TimeSpan.FromMinutes(1)), count)];
}
