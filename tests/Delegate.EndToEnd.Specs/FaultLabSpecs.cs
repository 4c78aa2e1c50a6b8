using System.Text.RegularExpressions;
using Delegate.EndToEnd.Specs.Harness;
using Delegate.FaultLab;

namespace Delegate.EndToEnd.Specs;

/// <summary>A few dozen seeds of the fault lab. A thousand: tests/Delegate.FaultLab/README.md.</summary>
public sealed partial class FaultLabSpecs
{
    private const int Seeds = 24;

    [Fact]
    public async Task Whatever_is_killed_and_whenever_nothing_is_lost_nothing_runs_twice_and_nothing_is_left_behind()
    {
        var verdicts = await Lab.RunAsync(Enumerable.Range(1, Seeds), parallel: 2, _ => { });

        var problems = verdicts.Where(verdict => verdict.Problems.Count > 0)
            .Select(verdict => $"seed {verdict.Plan.Seed} (dotnet run --project tests/Delegate.FaultLab -- --seed {verdict.Plan.Seed} --keep): {string.Join("; ", verdict.Problems)}");
        Assert.Equal("", string.Join('\n', problems));
        Assert.Equal(Seeds, verdicts.Count);
        Assert.True(verdicts.Sum(verdict => verdict.Lives) > Seeds * 3 / 2, "hosts were really killed");
        Assert.Contains(verdicts, verdict => verdict.Blows.Contains("KillAtPoint"));
    }

    [Fact]
    public void The_lab_knows_every_place_at_which_a_host_can_end_itself()
    {
        var places = Directory.EnumerateFiles(Path.Combine(Built.Repository, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(file => Crossings().Matches(File.ReadAllText(file))).SelectMany(match => Words().Matches(match.Value)).Select(word => word.Groups[1].Value);

        Assert.Equal(places.Distinct().Order(), Lab.Points.Order());
    }

    [GeneratedRegex(@"\bCross\([^)]*""[a-z.]+""[^)]*\)")]
    private static partial Regex Crossings();

    [GeneratedRegex(@"""([a-z.]+)""")]
    private static partial Regex Words();
}
