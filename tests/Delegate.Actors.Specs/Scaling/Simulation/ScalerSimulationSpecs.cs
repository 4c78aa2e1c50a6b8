using Delegate.Contracts;
using Xunit.Abstractions;

namespace Delegate.Actors.Specs.Scaling.Simulation;

/// <summary>
/// The real policy over thousands of machines, agents and neighbours that are made from seeds (<see cref="Trace"/>). A
/// limit counts as broken by us when the agents took what was not there with everybody else as they were at the last
/// start: nobody can foresee what others will take afterwards.
/// </summary>
public class ScalerSimulationSpecs(ITestOutputHelper output)
{
    private const int Few = 1_200;
    private const int Many = 10_000;
    private static readonly DelegateOptions Defaults = new();

    /// <summary>The readings as they are, and nothing else: no settling window, and no look at what one's own agents take.</summary>
    private static readonly DelegateOptions Naive = new() { SettlingWindow = TimeSpan.Zero, MaxSettling = 1_000 };

    /// <summary>One run for all questions about the real policy.</summary>
    private static readonly Lazy<Result[]> Real = new(() => Run(Many, Defaults));

    [Fact]
    public void No_limit_is_broken_in_ten_thousand_episodes()
    {
        var results = Real.Value;
        foreach (var seed in Enumerable.Range(0, Many).Where(seed => results[seed] is { Exhausted: > 0 } or { Crowded: > 0 }))
            output.WriteLine($"seed {seed}, {new Episode(seed).Trace}, {new Episode(seed).Cores} cores: {results[seed]}");
        Assert.Equal((0, 0), (results.Count(result => result.Exhausted > 0), results.Count(result => result.Crowded > 0)));
        Assert.True(results.Sum(result => (long)result.Starts) > 15 * Many, "it hardly started anything");
    }

    [Fact]
    public void A_policy_without_a_settling_window_breaks_them_in_the_same_episodes()
    {
        var results = Run(Few, Naive, measures: false);
        output.WriteLine($"memory exhausted in {results.Count(result => result.Exhausted > 0)}, too much started at once in {results.Count(result => result.Crowded > 0)} of {Few} episodes");
        Assert.True(results.Count(result => result.Exhausted > 0) > Few / 200);
        Assert.True(results.Count(result => result.Crowded > 0) > Few / 10);
    }

    [Fact]
    public void It_gets_at_least_85_percent_done_of_what_an_oracle_that_knows_the_future_does()
    {
        var results = Real.Value;
        var oracle = new double[Few];
        Parallel.For(0, Few, seed => oracle[seed] = Oracle.Progress(new(seed), Defaults));
        foreach (var trace in Enum.GetValues<Trace>())
        {
            var seeds = Enumerable.Range(0, Few).Where(seed => new Episode(seed).Trace == trace).ToList();
            var part = seeds.Sum(seed => results[seed].Progress) / seeds.Sum(seed => oracle[seed]);
            output.WriteLine($"{trace}: {part:P1} of the oracle's");
            Assert.True(part >= 0.85, $"{trace}: only {part:P1} of what the oracle gets done");
        }
    }

    [Fact]
    public void It_does_not_flap()
    {
        // At most one change of mind every five seconds, on the average one in thirty.
        var results = Real.Value;
        const double seconds = Episode.Steps * Episode.SecondsPerStep;
        output.WriteLine($"changes of mind: {results.Average(result => result.Turns):0.0} an episode, {results.Max(result => result.Turns)} at the most");
        Assert.InRange(results.Max(result => result.Turns), 1, (int)(seconds / 5));
        Assert.InRange(results.Average(result => result.Turns), 0, seconds / 30);
    }

    private static Result[] Run(int episodes, DelegateOptions options, bool measures = true)
    {
        var results = new Result[episodes];
        Parallel.For(0, episodes, seed => results[seed] = new Simulator(new(seed), options, measures).Run());
        return results;
    }
}
