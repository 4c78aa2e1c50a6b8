using System.Text.Json;
using Delegate.Bench.Quartz;

// Quartz.NET over a SQLite file, as a peer of the benchmarks: quartz-peer FOLDER CONCURRENCY. A line on stdin is a
// measurement, a line on stdout its figures, a JSON array. It stays up between them, so that all but the first are warm.
if (args is not [var folder, var concurrency])
    return 2;
await using var store = await Store.OpenAsync(folder, int.Parse(concurrency, System.Globalization.CultureInfo.InvariantCulture));
Console.WriteLine("ready");
while (await Console.In.ReadLineAsync() is { } line)
{
    double[] figures = line.Split(' ', 3) switch
    {
        ["throughput", var tasks, var command] => [await store.ThroughputAsync(Number(tasks), command)],
        ["chain", var tasks, var command] => [await store.ChainAsync(Number(tasks), command)],
        ["submit", var tasks, var command] => await store.SubmitAsync(Number(tasks), command),
        _ => throw new ArgumentException(line),
    };
    Console.WriteLine(JsonSerializer.Serialize(figures));
}
return 0;

static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
