using Delegate.Actors.Agents;
using Delegate.Actors.Scaling;
using Delegate.Contracts;

namespace Delegate.Actors.Specs.Scaling;

/// <summary>What is learned of an agent in a folder, and how it is forgotten.</summary>
public class FootprintsSpecs
{
    private const long MiB = 1L << 20;
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Footprint Stranger = new(0.5, 400 * MiB, Gap: true) { PeakBytes = 1024 * MiB };

    [Fact]
    public void Where_nothing_is_known_a_stranger_is_expected() => Assert.Equal(Stranger, Expected(Footprints.Empty));

    [Fact]
    public void A_peak_above_what_is_expected_is_believed_at_once_and_forgotten_slowly()
    {
        var learned = Seen(Footprints.Empty, peak: 4000);
        Assert.Equal(4000 * MiB, Expected(learned).PeakBytes);
        learned = Seen(learned, peak: 1500);
        Assert.Equal(3500 * MiB, Expected(learned).PeakBytes);
    }

    [Fact]
    public void That_an_agent_takes_less_is_believed_when_several_have_shown_it()
    {
        var learned = Seen(Footprints.Empty, peak: 200, typical: 100);
        Assert.InRange(Expected(learned).PeakBytes, 800 * MiB, 1024 * MiB);
        for (var i = 0; i < 50; i++)
            learned = Seen(learned, peak: 200, typical: 100);
        Assert.InRange(Expected(learned).PeakBytes, 200 * MiB, 300 * MiB);
        Assert.Equal(100 * MiB, Expected(learned).MemoryBytes);
    }

    [Fact]
    public void Whoever_ran_out_of_memory_finds_its_whole_peak_reserved_the_next_time() =>
        Assert.Equal(3000 * MiB, Expected(Seen(Footprints.Empty, peak: 3000, typical: 900, outOfMemory: true)).MemoryBytes);

    [Fact]
    public void What_was_learned_long_ago_fades()
    {
        var learned = Seen(Footprints.Empty, peak: 5024, typical: 400);
        Assert.Equal(3024 * MiB, Expected(learned, Now.AddDays(14)).PeakBytes);
        Assert.InRange(Expected(learned, Now.AddDays(140)).PeakBytes, 1024 * MiB, 1030 * MiB);
    }

    [Fact]
    public void Each_folder_and_each_kind_of_agent_is_learned_for_itself()
    {
        var learned = Seen(Footprints.Empty, peak: 4000);
        Assert.Equal(Stranger, learned.Expected(Stranger, "claude", "/elsewhere", Now));
        Assert.Equal(Stranger, learned.Expected(Stranger, "shell", "/repo", Now));
    }

    [Fact]
    public void What_is_kept_is_bounded_and_the_oldest_goes_first()
    {
        var learned = Footprints.Empty;
        for (var i = 0; i < 2_100; i++)
            learned = learned.Apply(new(TaskId.New(), 1, "claude", $"/repo-{i}", MiB, MiB, 0, false, Now.AddSeconds(i)));
        Assert.Equal(2_000, learned.Known.Count);
        Assert.False(learned.Known.ContainsKey(Footprints.KeyOf("claude", "/repo-0")));
        Assert.True(learned.Known.ContainsKey(Footprints.KeyOf("claude", "/repo-2099")));
    }

    private static Footprint Expected(Footprints learned, DateTimeOffset? at = null) => learned.Expected(Stranger, "claude", "/repo", at ?? Now);

    private static Footprints Seen(Footprints learned, long peak, long typical = 400, bool outOfMemory = false) =>
        learned.Apply(new(TaskId.New(), 1, "claude", "/repo", peak * MiB, typical * MiB, 0.5, outOfMemory, Now));
}
