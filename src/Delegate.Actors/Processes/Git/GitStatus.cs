using System.Text;
using Delegate.Contracts;

namespace Delegate.Actors.Processes.Git;

/// <summary>Reads what <c>git status --porcelain=v2 --branch -z</c> says; each part ends with a zero byte.</summary>
internal static class GitStatus
{
    public static async Task<GitState> ReadAsync(TextReader output, CancellationToken cancel)
    {
        string? branch = null, commit = null;
        var (names, count, isOldName) = (new List<string>(), 0, false);
        await foreach (var part in PartsAsync(output, cancel).ConfigureAwait(false))
        {
            if (isOldName)
            {
                isOldName = false; // where a renamed file was
                continue;
            }
            if (part.StartsWith("# branch.oid ", StringComparison.Ordinal))
                commit = part[13..] is var oid && oid == "(initial)" ? null : oid;
            else if (part.StartsWith("# branch.head ", StringComparison.Ordinal))
                branch = part[14..] is var head && head == "(detached)" ? null : head;
            else if (NameOf(part) is { } name)
            {
                isOldName = part[0] == '2';
                if (++count <= GitState.MostNames)
                    names.Add(name);
            }
        }
        return new(branch, commit, names, count);
    }

    /// <summary>A name is the last field of an entry, and may hold spaces itself.</summary>
    private static string? NameOf(string part) => part switch
    {
        ['1', ' ', ..] => After(part, 8),
        ['2', ' ', ..] => After(part, 9),
        ['u', ' ', ..] => After(part, 10),
        ['?', ' ', .. var name] => name,
        _ => null,
    };

    private static string? After(string part, int fields)
    {
        var at = 0;
        for (var field = 0; field < fields; field++)
            if ((at = part.IndexOf(' ', at) + 1) == 0)
                return null;
        return part[at..];
    }

    private static async IAsyncEnumerable<string> PartsAsync(
        TextReader output, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var (buffer, part) = (new char[4096], new StringBuilder());
        while (await output.ReadAsync(buffer, cancel).ConfigureAwait(false) is var length and > 0)
        {
            for (var i = 0; i < length; i++)
            {
                if (buffer[i] != '\0')
                {
                    part.Append(buffer[i]);
                    continue;
                }
                yield return part.ToString();
                part.Clear();
            }
        }
    }
}
