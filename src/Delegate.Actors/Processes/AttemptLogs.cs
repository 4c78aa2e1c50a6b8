using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Delegate.Actors.Agents;
using Delegate.Contracts;

namespace Delegate.Actors.Processes;

/// <summary>An attempt's output for people and scripts: from its files, whether it runs or has ended.</summary>
public sealed class AttemptLogs(ProcessServices services)
{
    /// <summary>The lines, stdout and stderr each in order.</summary>
    /// <param name="taskEnded">With <see cref="LogQuery.Follow"/>: reading goes on until this is complete and everything is read.</param>
    public async IAsyncEnumerable<LogLine> ReadAsync(
        AttemptKey attempt, string agent, LogQuery query, Task taskEnded, [EnumeratorCancellation] CancellationToken cancel)
    {
        var folder = AttemptFolder.Of(services.Home, attempt);
        if (!folder.Exists)
            yield break;
        var adapter = services.Agents.Find(agent);
        using var stdout = Open(folder.Stdout, query);
        using var stderr = Open(folder.Stderr, query);

        // One waiting look is enough, however often the files change.
        var looks = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var watch = query.Follow ? services.Kernel.WatchFolder(folder.Path, () => looks.Writer.TryWrite(true)) : null;
        _ = taskEnded.ContinueWith(_ => looks.Writer.TryWrite(true), TaskScheduler.Default);

        while (true)
        {
            // Asked before reading: what is written after the answer "ended" does not exist.
            var last = !query.Follow || taskEnded.IsCompleted;
            foreach (var line in New(stdout, last))
                foreach (var shown in query.Raw ? [line] : adapter.Render(line))
                    yield return new("stdout", shown);
            foreach (var line in New(stderr, last))
                yield return new("stderr", line);
            if (last)
                break;
            await looks.Reader.ReadAsync(cancel).ConfigureAwait(false);
        }
        if (query.Follow)
            await taskEnded.ConfigureAwait(false); // its error, if the watch failed
    }

    private static LineReader Open(string file, LogQuery query) =>
        new(file, query.Tail is { } lines ? LastLines.Offset(file, lines) : 0);

    private static IEnumerable<string> New(LineReader reader, bool last)
    {
        while (reader.Fill())
            while (reader.Next() is { } line)
                yield return line;
        if (last && reader.Rest() is { } rest)
            yield return rest;
    }
}
