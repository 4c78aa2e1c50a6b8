using Delegate.Contracts;
using Delegate.EndToEnd.Specs.Harness;

namespace Delegate.EndToEnd.Specs;

/// <summary>A real host on a disk that fills up.</summary>
public sealed class DiskSpecs
{
    private const long MiB = 1 << 20;

    [SkippableFact]
    public async Task N25_On_a_disk_that_is_nearly_full_new_work_waits_and_says_why_what_runs_goes_on_and_with_room_again_all_does()
    {
        await using var bench = new Bench().With("DELEGATE_DISK_RESERVE_MB", "24");
        using var disk = SmallDisk.OrSkip(bench, "64m");
        bench.With(DelegateHome.Variable, disk.Home.Path);
        var gate = bench.NewGate("first");
        var first = await bench.Shell("read go < first; echo still here");
        using var running = await gate.ArrivalAsync();

        disk.FillUpTo(12 * MiB);
        await SeenAsync(disk.Home);
        var second = await bench.Shell("echo second");

        var held = await bench.Status(second);
        Assert.Equal(TaskPhase.Queued, held.Phase);
        Assert.StartsWith("disk: ", held.HoldReason, StringComparison.Ordinal);
        Assert.Contains("24 MiB must stay free", held.HoldReason, StringComparison.Ordinal);
        running.LetGo();
        await bench.Succeeds(first);
        Assert.Equal(["still here"], await bench.Logs(first));
        Assert.Equal(TaskPhase.Queued, (await bench.Status(second)).Phase);

        disk.MakeRoom();
        await bench.Succeeds(second);
    }

    /// <summary>Until the host's own reading shows it.</summary>
    private static async Task SeenAsync(DelegateHome home)
    {
        using var limit = new CancellationTokenSource(Bench.Patience);
        using var client = new HttpDelegateClient(home);
        while ((await client.GetHostAsync(limit.Token)).Capacity.DiskFreeBytes >= 24 * MiB)
            limit.Token.ThrowIfCancellationRequested();
    }
}
