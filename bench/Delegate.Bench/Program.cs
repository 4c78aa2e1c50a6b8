using Delegate.Bench;
using Delegate.Bench.Scenarios;

// One scenario, one file: Scenarios/. What the others do is in Peers/. Each prints a table in Markdown, ready for docs/benchmarks.md.
IReadOnlyList<Scenario> scenarios =
[
    new("start", "delegate mcp to the answer of tools/list, its memory at rest, and a cold list, beside the official SDK and autobeat", StartScenario.RunAsync),
];

if (args is not [var name, .. var rest] || scenarios.FirstOrDefault(scenario => scenario.Name == name) is not { } wanted)
{
    Console.Error.WriteLine("usage: bench SCENARIO [--delegate FILE] [--rounds N]");
    foreach (var scenario in scenarios)
        Console.Error.WriteLine($"  {scenario.Name,-10} {scenario.About}");
    return 2;
}
try
{
    await using var ground = new Ground(BenchOptions.Read(rest));
    await wanted.RunAsync(ground);
    return 0;
}
catch (BenchException unusable)
{
    Console.Error.WriteLine($"error: {unusable.Message}");
    return 1;
}

/// <summary>Something that can be measured.</summary>
internal sealed record Scenario(string Name, string About, Func<Ground, Task> RunAsync);
