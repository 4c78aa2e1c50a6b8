using System.Globalization;
using Delegate.FaultLab;

// fault-lab [--seeds N] [--first SEED] [--seed SEED] [--parallel N] [--keep]
int Option(string name, int otherwise) =>
    Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;

var one = Option("--seed", -1);
var seeds = one >= 0 ? [one] : Enumerable.Range(Option("--first", 1), Option("--seeds", 1000));
if (one >= 0)
    Console.WriteLine(Describe(Plan.Of(one, Lab.Points)));
var verdicts = await Lab.RunAsync(seeds, one >= 0 ? 1 : Option("--parallel", Environment.ProcessorCount), verdict =>
{
    if (one >= 0 || verdict.Problems.Count > 0)
        Console.WriteLine($"seed {verdict.Plan.Seed}: {(verdict.Problems.Count == 0 ? "ok" : "FAILED")}, {verdict.Took.TotalSeconds:0.0} s, {verdict.Lives} hosts, {string.Join(' ', verdict.Blows)}");
    foreach (var problem in verdict.Problems)
        Console.WriteLine($"  {problem}");
}, args.Contains("--keep"));
Console.WriteLine(Lab.Table(verdicts));
foreach (var bad in verdicts.Where(verdict => verdict.Problems.Count > 0))
    Console.WriteLine($"again: dotnet run --project tests/Delegate.FaultLab -- --seed {bad.Plan.Seed} --keep");
return verdicts.All(verdict => verdict.Problems.Count == 0) ? 0 : 1;

static string Describe(Plan plan) =>
    $"{string.Join('\n', plan.Tasks)}\nfaults: {string.Join(' ', plan.Faults)}\n{string.Join('\n', plan.Blows)}\nby MCP: {plan.ByMcp}";
