using System.Runtime.InteropServices;
using Delegate.Bench;
using Delegate.Bench.Scenarios;
using Delegate.Contracts;

// One scenario, one file: Scenarios/. What the others do is in Peers/. Each prints a table in Markdown, ready for docs/benchmarks.md.
IReadOnlyList<Scenario> scenarios =
[
    new("throughput", "trivial shell tasks handed over at once, until all have ended", ThroughputScenario.RunAsync),
    new("hop", "the end of a parent to the start of its child", HopScenario.RunAsync),
    new("submit", "one task, answered when it is stored", SubmitScenario.RunAsync),
    new("graph", "graphs of 10,000 tasks beside those of 1,000", GraphScenario.RunAsync),
    new("list", "a page and a status among 100,000 finished tasks", ListScenario.RunAsync),
    new("hoststart", "the host to its first answer, over 100,000 finished and 1,000 unfinished tasks", HostStartScenario.RunAsync),
    new("readopt", "50 running agents after kill -9 of their host", ReadoptScenario.RunAsync),
    new("memory", "the host at rest, and what each running and each waiting task adds", MemoryScenario.RunAsync),
    new("journal", "events a second through the journal, empty and after a million", JournalScenario.RunAsync),
    new("idle", "processor time of a host that has nothing to do", IdleScenario.RunAsync),
    new("start", "delegate mcp to the answer of tools/list, its memory at rest, and a cold list", StartScenario.RunAsync),
];
var patience = TimeSpan.FromMinutes(30);

if (args is not [var name, .. var rest] || scenarios.Where(scenario => name == "all" || scenario.Name == name).ToList() is not { Count: > 0 } wanted)
{
    Console.Error.WriteLine("usage: bench all|SCENARIO [--rounds N] [--delegate FILE] [--host FILE] [--tasks N] [--concurrency N] [--scale N]");
    foreach (var scenario in scenarios)
        Console.Error.WriteLine($"  {scenario.Name,-10} {scenario.About}");
    return 2;
}
var interrupted = new TaskCompletionSource();
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
var verdicts = new List<Verdict>();
var failed = false;
using var seeds = new Seeds();
try
{
    var options = BenchOptions.Read(rest);
#if DEBUG
    Console.Error.WriteLine("note: a debug build; what is measured within this process (bare loop, journal) is slower by a little: add -c Release.");
#endif
    if (options.Scale > 1)
        Console.Error.WriteLine($"note: a trial: large sizes are divided by {options.Scale}, whatever the tables call them.");
    foreach (var scenario in wanted)
    {
        if (interrupted.Task.IsCompleted)
            break;
        Console.WriteLine($"### {scenario.Name}: {scenario.About}\n");
        await using var ground = new Ground(options, seeds);
        try
        {
            var run = Task.Run(() => scenario.RunAsync(ground));
            if (await Task.WhenAny(run, interrupted.Task, Task.Delay(patience)) != run)
                throw new BenchException(interrupted.Task.IsCompleted ? "interrupted" : $"{scenario.Name} has not ended within {patience.TotalMinutes:0} minutes.");
            await run;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            failed = true; // of one; the others are measured all the same
            Console.Error.WriteLine($"error: {scenario.Name}: {(failure is BenchException or DelegateException ? failure.Message : failure.ToString())}");
        }
        verdicts.AddRange(ground.Verdicts);
    }
}
catch (BenchException unusable)
{
    Console.Error.WriteLine($"error: {unusable.Message}");
    return 1;
}
if (verdicts.Count > 0)
    Verdict.Print(verdicts);
return failed ? 1 : 0;

void Interrupt(PosixSignalContext signal)
{
    signal.Cancel = true; // what was started is ended first
    interrupted.TrySetResult();
}

/// <summary>Something that can be measured.</summary>
internal sealed record Scenario(string Name, string About, Func<Ground, Task> RunAsync);
