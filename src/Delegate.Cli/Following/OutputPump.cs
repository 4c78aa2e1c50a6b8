using Delegate.Contracts;

namespace Delegate.Cli.Following;

/// <summary>Prints the output of one task to its end, each line once, however often it must be read again.</summary>
internal sealed class OutputPump(HostLink link, TaskId id, bool raw, Action<LogLine> print)
{
    // The two streams are files of their own: only the order inside each is the same in every reading.
    private readonly Dictionary<string, int> _printed = [];
    private int _cleanGeneration = -1;

    /// <summary>Prints only the last lines of what is there by now, and counts the others as printed.</summary>
    public async Task SkipToTailAsync(int tail, CancellationToken cancel)
    {
        var last = new Dictionary<string, Queue<LogLine>>();
        var there = new Dictionary<string, int>();
        await foreach (var line in link.Client.ReadLogsAsync(id, new LogQuery(Raw: raw), cancel))
        {
            there[line.Stream] = there.GetValueOrDefault(line.Stream) + 1;
            if (!last.TryGetValue(line.Stream, out var kept))
                last[line.Stream] = kept = new();
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
        var seen = new Dictionary<string, int>();
        await foreach (var line in link.Client.ReadLogsAsync(id, new LogQuery(Follow: true, Raw: raw), cancel))
        {
            var number = seen[line.Stream] = seen.GetValueOrDefault(line.Stream) + 1;
            if (number <= _printed.GetValueOrDefault(line.Stream))
                continue;
            _printed[line.Stream] = number;
            print(line);
        }
    }
}
