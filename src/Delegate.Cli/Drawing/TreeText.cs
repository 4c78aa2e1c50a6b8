using System.Text;

namespace Delegate.Cli.Drawing;

/// <summary>Something with a text, and what hangs below it.</summary>
internal sealed record Branch(string Text, IReadOnlyList<Branch> Below);

/// <summary>Trees as lines: with rails that stay whole when a text needs more than one line.</summary>
internal static class TreeText
{
    private const int LeastText = 20;

    public static IEnumerable<string> Lines(IReadOnlyList<Branch> roots, int width) =>
        roots.SelectMany(root => Lines(root, "", "", width));

    private static IEnumerable<string> Lines(Branch branch, string first, string rest, int width)
    {
        var rail = branch.Below.Count > 0 ? "│  " : "   ";
        var wrapped = Wrap(branch.Text, Math.Max(LeastText, width - first.Length));
        for (var i = 0; i < wrapped.Count; i++)
            yield return i == 0 ? first + wrapped[i] : rest + (rest.Length > 0 || branch.Below.Count > 0 ? rail[..1] + " " : "  ") + wrapped[i];
        for (var i = 0; i < branch.Below.Count; i++)
        {
            var isLast = i == branch.Below.Count - 1;
            foreach (var line in Lines(branch.Below[i], rest + (isLast ? "└─ " : "├─ "), rest + (isLast ? "   " : "│  "), width))
                yield return line;
        }
    }

    private static List<string> Wrap(string text, int width)
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        foreach (var word in Harmless(text).Split(' '))
        {
            // What follows the first line is indented by two.
            if (line.Length > 0 && line.Length + 1 + word.Length > (lines.Count == 0 ? width : width - 2))
            {
                lines.Add(line.ToString());
                line.Clear();
            }
            if (line.Length > 0)
                line.Append(' ');
            line.Append(word);
        }
        lines.Add(line.ToString());
        return lines;
    }

    /// <summary>No escape sequence of an agent or a user gets out of its line.</summary>
    private static string Harmless(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
