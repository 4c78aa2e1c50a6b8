using System.Text;
using Delegate.Actors.Agents;
using Delegate.Contracts;

namespace Delegate.Actors.Tasks;

/// <summary>How much of other tasks' results goes into one prompt: a chain of any length stays bounded.</summary>
internal static class ResultBudget
{
    /// <summary>All results together may take so many times what one may.</summary>
    private const int Together = 4;

    /// <summary>What each may take: all that is short, and an equal part of what is left for those that are long.</summary>
    /// <param name="each">Bytes of one at the most.</param>
    public static int[] Share(IReadOnlyList<string> texts, int each)
    {
        var sizes = texts.Select(Encoding.UTF8.GetByteCount).ToArray();
        var (left, count, shares) = ((long)each * Together, sizes.Length, new int[sizes.Length]);
        foreach (var index in Enumerable.Range(0, sizes.Length).OrderBy(index => sizes[index]))
        {
            shares[index] = (int)Math.Min(Math.Min(sizes[index], each), left / count--);
            left -= shares[index];
        }
        return shares;
    }

    /// <summary>The text within so many bytes, with a mark that says what is missing and where the whole is.</summary>
    /// <param name="keepEnd">A command says last what counts; an answer in words says it first.</param>
    public static string Cut(string text, int bytes, bool keepEnd, TaskId task)
    {
        int cut;
        var kept = keepEnd ? TextCut.Tail(text, bytes, out cut) : TextCut.Head(text, bytes, out cut);
        if (cut == 0)
            return kept;
        return keepEnd
            ? $"[cut: {cut} bytes before this are left out; delegate logs {task} shows the whole]\n{kept}"
            : $"{kept}\n[cut: {cut} more bytes are left out; delegate logs {task} shows the whole]";
    }
}
