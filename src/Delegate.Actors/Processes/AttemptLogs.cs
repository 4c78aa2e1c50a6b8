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
        if (query.Follow)
            folder.Create(); // whoever follows may be quicker than the launch: there has to be something to watch
        else if (!folder.Exists)
            yield break;
        var adapter = services.Agents.Find(agent);
        using var stdout = new OutputFile("stdout", folder.Stdout, query.Raw ? Same : adapter.Render);
        using var stderr = new OutputFile("stderr", folder.Stderr, Same);

        // One waiting look is enough, however often the files change.
        var looks = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var watch = query.Follow ? services.Kernel.WatchFolder(folder.Path, () => looks.Writer.TryWrite(true)) : null;
        _ = taskEnded.ContinueWith(_ => looks.Writer.TryWrite(true), TaskScheduler.Default);

        for (var tail = query.Tail; ; tail = null)
        {
            // Asked before reading: what is written after the answer "ended" does not exist.
            var last = !query.Follow || taskEnded.IsCompleted;
            foreach (var line in stdout.Read(tail, last).Concat(stderr.Read(tail, last)))
                yield return line;
            if (last)
                break;
            await looks.Reader.ReadAsync(cancel).ConfigureAwait(false);
        }
        if (query.Follow)
            await taskEnded.ConfigureAwait(false); // its error, if the watch failed
    }

    private static IEnumerable<string> Same(string line) => [line];

    /// <summary>One stream of an attempt, as it is shown.</summary>
    private sealed class OutputFile(string stream, string path, Func<string, IEnumerable<string>> show) : IDisposable
    {
        private LineReader _reader = new(path);

        /// <summary>What is new since the last time; the first time, with a tail, only the last lines of what there is.</summary>
        public IEnumerable<LogLine> Read(int? tail, bool last) =>
            (tail is { } lines ? Tail(lines, last) : Shown(last)).Select(text => new LogLine(stream, text));

        public void Dispose() => _reader.Dispose();

        /// <summary>
        /// A line of an agent's may be shown as none or as many, so how far back the tail begins is known only when it
        /// has been rendered: if that was too little, from further back.
        /// </summary>
        private Queue<string> Tail(int lines, bool last)
        {
            for (long back = lines; ; back *= 8)
            {
                var offset = LastLines.Offset(path, (int)Math.Min(back, int.MaxValue));
                _reader.Dispose();
                _reader = new(path, offset);
                var shown = new Queue<string>();
                foreach (var text in Shown(last))
                {
                    shown.Enqueue(text);
                    if (shown.Count > lines)
                        shown.Dequeue();
                }
                if (shown.Count == lines || offset == 0)
                    return shown;
            }
        }

        private IEnumerable<string> Shown(bool last)
        {
            while (_reader.Fill())
                while (_reader.Next() is { } line)
                    foreach (var text in show(line))
                        yield return text;
            if (last && _reader.Rest() is { } rest)
                foreach (var text in show(rest))
                    yield return text;
        }
    }
}
