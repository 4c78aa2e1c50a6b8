namespace Delegate.Web.Agents;

/// <summary>Which lines went and which came. Pure.</summary>
public static class LineDiff
{
    private const int LongestCompared = 400;

    public static IReadOnlyList<DiffLine> Of(string before, string after)
    {
        var (old, fresh) = (LinesOf(before), LinesOf(after));
        if (old.Length > LongestCompared || fresh.Length > LongestCompared) // the table of lengths grows with the product
            return [.. old.Select(line => new DiffLine('-', line)), .. fresh.Select(line => new DiffLine('+', line))];
        var common = new int[old.Length + 1, fresh.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
            for (var j = fresh.Length - 1; j >= 0; j--)
                common[i, j] = old[i] == fresh[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        var lines = new List<DiffLine>();
        for (int i = 0, j = 0; i < old.Length || j < fresh.Length;)
            if (i < old.Length && j < fresh.Length && old[i] == fresh[j])
                (_, i, j) = (Add(' ', old[i]), i + 1, j + 1);
            else if (j >= fresh.Length || (i < old.Length && common[i + 1, j] >= common[i, j + 1]))
                (_, i) = (Add('-', old[i]), i + 1);
            else
                (_, j) = (Add('+', fresh[j]), j + 1);
        return lines;

        bool Add(char sign, string text)
        {
            lines.Add(new(sign, text));
            return true;
        }
    }

    private static string[] LinesOf(string text) => text.Length == 0 ? [] : text.TrimEnd('\n').Split('\n');
}
