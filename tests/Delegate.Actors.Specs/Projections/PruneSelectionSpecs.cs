using Delegate.Actors.Projections;
using Delegate.Contracts;

namespace Delegate.Actors.Specs.Projections;

public class PruneSelectionSpecs
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>Ten tasks that ended one a day, the last one today; each has 100 bytes.</summary>
    private static readonly EndedTask[] Ended = [.. Enumerable.Range(0, 10).Select(i => new EndedTask(TaskId.New(), null, TaskPhase.Succeeded, Now.AddDays(i - 9)))];

    [Theory]
    [InlineData(null, null, null, 0)]
    [InlineData(3.5, null, null, 6)]
    [InlineData(0.0, null, null, 9)]
    [InlineData(null, 4, null, 6)]
    [InlineData(null, 0, null, 10)]
    [InlineData(null, 11, null, 0)]
    [InlineData(null, null, 250L, 8)]
    [InlineData(null, null, 0L, 10)]
    [InlineData(null, null, 1_000L, 0)]
    [InlineData(8.5, 4, 700L, 6)]
    [InlineData(1.5, 4, 700L, 8)]
    [InlineData(8.5, 9, 250L, 8)]
    public void Whatever_exceeds_any_limit_goes_oldest_first(double? days, int? keep, long? bytes, int gone)
    {
        var request = new PruneRequest { OlderThanMs = days is { } age ? (long)TimeSpan.FromDays(age).TotalMilliseconds : null, Keep = keep, MaxBytes = bytes };
        Assert.Equal(Ended.Take(gone), PruneSelection.Of(Ended, request, _ => 100, Now));
    }

    [Fact]
    public void A_submission_without_any_limit_goes_as_a_whole() =>
        Assert.Equal(Ended, PruneSelection.Of(Ended, new() { Graph = "graph-1" }, _ => 0, Now));
}
