using Spectre.Console.Rendering;

namespace Delegate.Cli.Terminal;

/// <summary>Makes a list fit the terminal, a line for each row: what can be spared goes, and what is still too long is cut.</summary>
internal static class TableFit
{
    public const int Gap = 2;
    private const int LeastLast = 24; // below this, a sentence says nothing
    private const int LeastColumn = 4;
    private const string Ellipsis = "…";

    public static Table To(Table table, int width)
    {
        if (table.IsWhole || table.Rows.Count == 0)
            return table;
        var natural = table.Headings.Select((heading, column) =>
            Math.Max(Cells(heading), table.Rows.Max(row => Cells(row[column].Text)))).ToArray();
        var kept = Enumerable.Range(0, natural.Length).ToList();
        foreach (var column in Sparable(table))
        {
            if (Needed(kept, natural) <= width)
                break;
            kept.Remove(column);
        }
        var widths = kept.Select(column => natural[column]).ToArray();
        var over = widths.Sum() + (Gap * (widths.Length - 1)) - width;
        var fromLast = Math.Clamp(widths[^1] - LeastLast, 0, Math.Max(0, over));
        widths[^1] -= fromLast;
        for (over -= fromLast; over > 0; over--)
        {
            // The first column is what people copy: it gives way last.
            var from = widths.Length > 1 && widths[1..].Max() > LeastColumn ? 1 + Array.IndexOf(widths[1..], widths[1..].Max()) : 0;
            widths[from] = Math.Max(1, widths[from] - 1);
        }
        return table with
        {
            Headings = [.. kept.Select((column, at) => Cut(table.Headings[column], widths[at]))],
            Rows = [.. table.Rows.Select(row => (IReadOnlyList<Cell>)[.. kept.Select((column, at) => row[column] with { Text = Cut(row[column].Text, widths[at]) })])],
        };
    }

    /// <summary>As much of a text as fits so many columns of a terminal; an ellipsis says that there was more.</summary>
    public static string Cut(string text, int width)
    {
        if (Cells(text) <= width)
            return text;
        var (taken, used) = (0, Ellipsis.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            used += Cells(rune.ToString());
            if (used > width)
                break;
            taken += rune.Utf16SequenceLength;
        }
        return width < 1 ? "" : text[..taken].TrimEnd() + Ellipsis;
    }

    /// <summary>Columns of a terminal: a Chinese character takes two.</summary>
    public static int Cells(string text) => Segment.CellCount([new Segment(text)]);

    /// <summary>Columns that say nothing at all, then those that were named, in that order.</summary>
    private static IEnumerable<int> Sparable(Table table) => Enumerable.Range(0, table.Headings.Count - 1)
        .Where(column => table.Rows.All(row => row[column].Text.Length == 0))
        .Concat(table.Spare.Select(heading => table.Headings.ToList().IndexOf(heading)).Where(column => column >= 0))
        .Distinct();

    private static int Needed(List<int> kept, int[] natural) =>
        kept.SkipLast(1).Sum(column => natural[column] + Gap) + Math.Min(natural[kept[^1]], LeastLast);
}
