using System.Diagnostics;
using Delegate.Bench.Peers;
using Delegate.Contracts;

namespace Delegate.Bench;

/// <summary>
/// Data folders with many finished tasks. A hundred are run by a host; what it left of them, in its journal and on its
/// disk, is multiplied under new ids; a host then reads it all, makes its own views, is asked for its counts, and takes
/// a snapshot as it does in daily work. So nothing of it is in a form of ours. What differs from a folder that grew: the
/// times of the copies are those of the hundred, and the files in the attempts' folders are hard links.
/// </summary>
internal sealed class Seeds : IDisposable
{
    private const int Template = 100;
    private const int EventsToASnapshot = 1_000; // of the coordinator
    private readonly string _folder = Path.Combine(Ground.Tools, $"seeds-{Environment.ProcessId}");
    private readonly Dictionary<int, string> _made = [];

    /// <summary>The name of a folder with so many; made once, and shared by the scenarios of a run.</summary>
    public async Task<string> OfAsync(Ground ground, int finished)
    {
        if (_made.TryGetValue(finished, out var known))
            return known;
        var since = Stopwatch.GetTimestamp();
        var name = Path.Combine(_folder, finished.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var host = await OurHost.StartAsync(ground, name);
        await host.EndOfAsync(await host.SubmitAsync([.. Enumerable.Range(0, Template).Select(i => host.Shell($"echo {i}"))]));
        await host.StopAsync();
        Multiplication.Run(host.Home, (finished / Template) - 1);
        var took = await host.StartAsync(makesViews: true);
        var counts = (await host.Client.GetHostAsync(CancellationToken.None)).Counts;
        if (counts.GetValueOrDefault("succeeded") != finished / Template * Template || counts.Values.Sum() != finished / Template * Template)
            throw new BenchException($"The host counts {string.Join(", ", counts.Select(count => $"{count.Value} {count.Key}"))} in a folder of {finished}.");
        for (var i = 0; i < EventsToASnapshot; i++)
            await host.Client.SetQueueAsync("seed", new(Limit: 1 + (i % 2), By: "bench"), CancellationToken.None);
        await host.StopAsync();
        Console.Error.WriteLine($"note: a folder with {finished} finished tasks was made in {Stopwatch.GetElapsedTime(since).TotalSeconds:0} s, of which the host's first start, with the making of all views, {took.TotalSeconds:0} s");
        return _made[finished] = name;
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }
}
