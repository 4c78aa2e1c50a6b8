using Delegate.Contracts;

namespace Delegate.Cli.Following;

/// <summary>Prints the output of one task to its end, each line once, however often it must be read again.</summary>
internal sealed class OutputPump(HostLink link, TaskId id, bool raw, Action<LogLine> print)
{
    // The two streams of each attempt are files of their own: only the order inside each is the same in every reading.
    private readonly Dictionary<(int?, string), int> _printed = [];
    private int _cleanGeneration = -1;

    /// <summary>Attempts may be over before the first look: whoever wants it all begins with the first.</summary>
    private bool _wantsAll = true;

    /// <summary>Prints only the last lines of what is there by now, and counts the others as printed.</summary>
    public async Task SkipToTailAsync(int tail, CancellationToken cancel)
    {
        _wantsAll = false;
        var last = new Dictionary<(int?, string), Queue<LogLine>>();
        var there = new Dictionary<(int?, string), int>();
        await foreach (var line in link.Client.ReadLogsAsync(id, new LogQuery(Raw: raw), cancel))
        {
            there[FileOf(line)] = there.GetValueOrDefault(FileOf(line)) + 1;
            if (!last.TryGetValue(FileOf(line), out var kept))
                last[FileOf(line)] = kept = new();
            kept.Enqueue(line);
            if (kept.Count > tail)
                kept.Dequeue();
        }
        foreach (var (stream, kept) in last)
        {
            foreach (var line in kept)
                print(line);
            _printed[stream] = there[stream];
        }
    }

    /// <summary>Reads until the output has ended, as far as the present connection can tell.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (_cleanGeneration != link.Generation)
        {
            var generation = link.Generation;
            try
            {
                await ReadAsync(cancel);
                _cleanGeneration = generation;
            }
            catch (DelegateException lost) when (lost.Error.Code == ErrorCodes.HostUnreachable)
            {
                await link.RenewAsync(generation, cancel);
            }
        }
    }

    private async Task ReadAsync(CancellationToken cancel)
    {
        var seen = new Dictionary<(int?, string), int>();
        await foreach (var line in link.Client.ReadLogsAsync(id, new LogQuery(Follow: true, Raw: raw, AllAttempts: _wantsAll), cancel))
        {
            var number = seen[FileOf(line)] = seen.GetValueOrDefault(FileOf(line)) + 1;
            if (number <= _printed.GetValueOrDefault(FileOf(line)))
                continue;
            _printed[FileOf(line)] = number;
            print(line);
        }
    }

    private static (int?, string) FileOf(LogLine line) => (line.Attempt, line.Stream);
}
