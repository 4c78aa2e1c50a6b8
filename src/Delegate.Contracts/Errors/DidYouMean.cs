namespace Delegate.Contracts;

/// <summary>Finds what a misspelled word was meant to be.</summary>
public static class DidYouMean
{
    /// <summary><c>; did you mean 'needs'?</c> when one of the candidates is close, else a full stop.</summary>
    public static string Tail(string word, IEnumerable<string> candidates) =>
        Nearest(word, candidates) is { } near ? $"; did you mean '{near}'?" : ".";

    /// <summary>The closest candidate; null when none is close.</summary>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        var allowed = word.Length < 4 ? 1 : Math.Max(2, word.Length / 3);
        var (best, least) = (default(string), allowed + 1);
        foreach (var candidate in candidates)
            if (Math.Abs(candidate.Length - word.Length) < least && Distance(word, candidate) is var distance && distance < least)
                (best, least) = (candidate, distance);
        return best;
    }

    /// <summary>Edits (insert, delete, replace) between two words, case apart.</summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var same = char.ToUpperInvariant(from[i - 1]) == char.ToUpperInvariant(to[j - 1]);
                var cost = Math.Min(diagonal + (same ? 0 : 1), 1 + Math.Min(row[j], row[j - 1]));
                (diagonal, row[j]) = (row[j], cost);
            }
        }
        return row[^1];
    }
}
