using Delegate.Contracts;
using Delegate.EndToEnd.Specs.Harness;

namespace Delegate.EndToEnd.Specs;

/// <summary>A real host on a small machine (control groups), and somebody beside it who takes what there is: starts stop, say why, and go on (A09).</summary>
public sealed class PressureSpecs
{
    private const long MiB = 1 << 20;

    [SkippableFact]
    public async Task Starts_stop_while_somebody_else_has_the_memory_and_go_on_when_it_is_back()
    {
        using var machine = new SmallMachine(1_000 * MiB, cores: 2);
        await using var bench = new Bench().With("DELEGATE_MEMORY_RESERVE_MB", "200");
        await StartHostAsync(bench, machine);
        var gate = bench.NewGate("first");
        var first = await bench.Shell("read go < first");
        using var standing = await gate.ArrivalAsync();

        var taken = $"/dev/shm/{Path.GetFileName(bench.Folder)}";
        try
        {
            await using (var burner = bench.StartShell($"{machine.Enter}; head -c 560000000 /dev/zero > {taken}; echo taken"))
                Assert.Equal("taken", await burner.LineAsync());
            var second = await bench.Shell("echo second");
            var held = await bench.Status(second);
            Assert.Equal(TaskPhase.Queued, held.Phase);
            Assert.StartsWith("memory: ", held.HoldReason, StringComparison.Ordinal);

            File.Delete(taken);
            await bench.Succeeds(second);
            Assert.Equal("hold", Decisions.ReadLast(bench.Home, null, 1_000, second)[0].Kind);
        }
        finally
        {
            File.Delete(taken);
        }
        standing.LetGo();
        await bench.Succeeds(first);
    }

    [SkippableFact]
    public async Task Starts_stop_while_somebody_else_has_the_processors_and_go_on_when_they_are_back()
    {
        using var machine = new SmallMachine(4_000 * MiB, cores: 1);
        await using var bench = new Bench().With("DELEGATE_TARGET_CPU_PERCENT", "60");
        await StartHostAsync(bench, machine);
        var gate = bench.NewGate("first");
        var first = await bench.Shell("read go < first");
        using var standing = await gate.ArrivalAsync();

        TaskId second;
        await using (var burner = bench.StartShell($"{machine.Enter}; echo burns; while :; do :; done"))
        {
            Assert.Equal("burns", await burner.LineAsync());
            await BusyAsync(bench);
            second = await bench.Shell("echo second");
            var held = await bench.Status(second);
            Assert.Equal(TaskPhase.Queued, held.Phase);
            Assert.StartsWith("processors: ", held.HoldReason, StringComparison.Ordinal);
            burner.Identity!.Signal(Kernel.SigKill);
        }
        await bench.Succeeds(second);
        standing.LetGo();
        await bench.Succeeds(first);
    }

    private static async Task StartHostAsync(Bench bench, SmallMachine machine)
    {
        await using var start = bench.StartShell($"{machine.Enter}; exec '{Built.Cli}' host start");
        start.Input.Close();
        Assert.Equal(0, (await start.EndAsync()).ExitCode);
    }

    /// <summary>Until the host's own reading shows it: each question is one that takes real time.</summary>
    private static async Task BusyAsync(Bench bench)
    {
        using var limit = new CancellationTokenSource(Bench.Patience);
        using var client = new HttpDelegateClient(bench.Home);
        while ((await client.GetHostAsync(limit.Token)).Capacity.CpuPercent < 80)
            limit.Token.ThrowIfCancellationRequested();
    }
}
