using System.Globalization;

namespace Delegate.Bench;

/// <summary>One thing that is measured: who does it, and how one figure of it is taken.</summary>
internal sealed record Subject(string Name, Func<Task<IReadOnlyList<double>>> TakeAsync);

/// <summary>The figures of one subject: a list for each quantity, a value for each round.</summary>
/// <param name="First">Of the first round, which is not among them: the subject was new then.</param>
internal sealed record Figures(string Name, IReadOnlyList<IReadOnlyList<double>> Values, IReadOnlyList<double> First)
{
    public double Median(int quantity) => Middle([.. Values[quantity].Order()]);

    public string Spread(int quantity, string format) => string.Create(CultureInfo.InvariantCulture,
        $"{Median(quantity).ToString(format, CultureInfo.InvariantCulture)} ({Values[quantity].Min().ToString(format, CultureInfo.InvariantCulture)}–{Values[quantity].Max().ToString(format, CultureInfo.InvariantCulture)})");

    /// <summary>Of values in any order; 0.5 is the middle.</summary>
    public static double Percentile(IEnumerable<double> values, double part)
    {
        double[] sorted = [.. values.Order()];
        return part == 0.5 ? Middle(sorted) : sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling(part * sorted.Length) - 1)];
    }

    private static double Middle(double[] sorted) =>
        sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
}

/// <summary>
/// Takes figures in rounds, each subject once a round and in turn first, so that a machine that is busy for a while is so
/// for all of them. What comes before the first is thrown away: files are then in the cache for everybody.
/// </summary>
internal static class Measure
{
    /// <summary>
    /// For programs that run for days: so many rounds are thrown away. What is compiled while it runs (ours, Quartz, node) is
    /// then as fast as it gets.
    /// </summary>
    public const int LongLived = 20;

    public static async Task<IReadOnlyList<Figures>> InterleavedAsync(int rounds, IReadOnlyList<Subject> subjects, int warmUp = 1)
    {
        var taken = subjects.Select(_ => new List<IReadOnlyList<double>>()).ToList();
        for (var round = 0; round < warmUp + rounds; round++)
            for (var turn = 0; turn < subjects.Count; turn++)
            {
                var which = (round + turn) % subjects.Count;
                taken[which].Add(await subjects[which].TakeAsync());
            }
        return [.. subjects.Zip(taken, (subject, rows) => new Figures(
            subject.Name, [.. Enumerable.Range(0, rows[0].Count).Select(quantity => rows.Skip(warmUp).Select(row => row[quantity]).ToList())], rows[0]))];
    }
}

/// <summary>A table in Markdown.</summary>
internal static class Table
{
    public static void Print(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        Console.WriteLine($"| {string.Join(" | ", headings)} |");
        Console.WriteLine($"|{string.Concat(headings.Select((_, column) => column == 0 ? "---|" : "---:|"))}");
        foreach (var row in rows)
            Console.WriteLine($"| {string.Join(" | ", row)} |");
        Console.WriteLine();
    }

    /// <summary><c>×12</c>: how many times as much as ours.</summary>
    public static string Ratio(double theirs, double ours) => string.Create(CultureInfo.InvariantCulture, $"×{theirs / ours:0.##}");
}
