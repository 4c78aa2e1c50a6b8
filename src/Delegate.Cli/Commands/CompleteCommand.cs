using System.CommandLine;
using System.CommandLine.Parsing;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary><c>delegate __complete</c>: asked by the shells, never by people.</summary>
internal static class CompleteCommand
{
    private const string Separator = "--";

    /// <param name="context">What is printed, and who is asked.</param>
    /// <param name="root">The whole command line, whose own knowledge of itself is the answer.</param>
    public static Command Create(CliContext context, RootCommand root)
    {
        var words = new Argument<string[]>("words") { Description = "The words after 'delegate', up to the cursor.", Arity = ArgumentArity.ZeroOrMore };
        var verb = new Verb("__complete", "Offer what may stand at the end, one a line, each with a tab and what it is.",
            "delegate __complete -- status 7k") { words };
        verb.Hidden = true;
        verb.SetAction(parsed =>
        {
            foreach (var (offer, about) in Offers(root, parsed.GetValue(words) ?? []))
                context.Terminal.Out(about is { Length: > 0 } ? $"{offer}\t{about}" : offer);
            return ExitCodes.Ok;
        });
        return verb;
    }

    private static IEnumerable<(string Offer, string? About)> Offers(RootCommand root, string[] words)
    {
        var word = words.LastOrDefault("");
        if (words.SkipLast(1).Contains(Separator))
            return []; // a command line of somebody else's
        words = WithoutFlags(root, words);
        // As one line of text, because only of that the library knows where the cursor is.
        var line = string.Join(' ', words.Select(each => each.Contains(' ') ? $"\"{each.Replace("\"", "", StringComparison.Ordinal)}\"" : each));
        return root.Parse(line, new ParserConfiguration { ResponseFileTokenReplacer = null }).GetCompletions(line.Length)
            .Where(item => item.Label.StartsWith(word, StringComparison.Ordinal) && (word.StartsWith('-') || !item.Label.StartsWith('-')))
            .Where(item => !item.Label.StartsWith('/') && item.Label is not ("-?" or "-h"))
            .Select(item => (item.Label, FirstSentence(item.Documentation ?? item.Detail)))
            .Distinct();
    }

    /// <summary>The library takes what follows a flag for its value (true, false): behind <c>-f</c> it would offer nothing.</summary>
    private static string[] WithoutFlags(RootCommand root, string[] words)
    {
        var at = root.Parse(words).CommandResult.Command;
        var flags = at.Options.Where(option => option.ValueType == typeof(bool)).SelectMany(option => option.Aliases.Append(option.Name)).ToHashSet();
        return [.. words.SkipLast(1).Where(each => !flags.Contains(each)), .. words.TakeLast(1)];
    }

    private static string? FirstSentence(string? about) =>
        about?.Split('\n', 2)[0].Split(". ", 2)[0].TrimEnd('.').Replace('\t', ' ');
}
