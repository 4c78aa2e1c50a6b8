using System.Text;
using Delegate.Contracts;

namespace Delegate.Actors.Tasks;

/// <summary>
/// A prompt that names other tasks' results: <c>${{ tasks.build.result }}</c>, <c>.output</c>, or <c>.json.path[0]</c>. A
/// name that is not made of letters, digits, <c>_</c> and <c>-</c> is written <c>['so.to.speak']</c>; a literal <c>${{</c> is
/// written <c>$${{</c>. Pure.
/// </summary>
/// <param name="Expressions">In their order.</param>
/// <param name="Problems">What is wrong; empty when it can be used.</param>
public sealed record PromptTemplate(string Prompt, IReadOnlyList<ResultExpression> Expressions, IReadOnlyList<ExpressionProblem> Problems)
{
    public const string Opening = "${{";
    private const string Escaped = "$" + Opening;
    private const string Closing = "}}";
    private const string Form = "it must be like ${{ tasks.NAME.result }}, .output or .json.path[0]; a literal ${{ is written $${{";

    private static readonly string[] Parts = ["result", "output", "json"];

    public static PromptTemplate Parse(string prompt)
    {
        var (found, problems) = (new List<ResultExpression>(), new List<ExpressionProblem>());
        for (var at = 0; (at = prompt.IndexOf(Opening, at, StringComparison.Ordinal)) >= 0;)
        {
            if (IsEscaped(prompt, at))
            {
                at += Opening.Length;
                continue;
            }
            var reader = new Reader(prompt, at);
            if (reader.Read(out var problem) is { } expression)
                found.Add(expression);
            else
                problems.Add(new(at, problem!));
            at = reader.End;
        }
        return new(prompt, found, problems);
    }

    /// <summary>The prompt with something else in the place of each expression.</summary>
    /// <param name="literal">How a literal <c>${{</c> is to be written.</param>
    private string Replace(Func<ResultExpression, string> value, string literal)
    {
        var (text, at) = (new StringBuilder(Prompt.Length), 0);
        foreach (var expression in Expressions)
        {
            text.Append(Unescaped(Prompt[at..expression.Start], literal)).Append(value(expression));
            at = expression.Start + expression.Text.Length;
        }
        return text.Append(Unescaped(Prompt[at..], literal)).ToString();
    }

    /// <summary>The prompt as it is used.</summary>
    public string Fill(Func<ResultExpression, string> value) => Replace(value, Opening);

    /// <summary>The same prompt about other tasks.</summary>
    public string Rename(Func<string, string> name) => Replace(expression => expression.For(name(expression.Task)), Escaped);

    private static string Unescaped(string text, string literal) => text.Replace(Escaped, literal, StringComparison.Ordinal);

    private static bool IsEscaped(string prompt, int at) => at > 0 && prompt[at - 1] == '$';

    /// <summary>Reads one expression.</summary>
    private sealed class Reader(string text, int start)
    {
        private int _at = start + Opening.Length;

        /// <summary>Where the search for the next one goes on.</summary>
        public int End => _at;

        public ResultExpression? Read(out string? problem)
        {
            SkipSpace();
            if (!Take("tasks"))
                return Fail(Whole(), out problem);
            var nameStart = _at - start;
            if (Member() is not { } task)
                return Fail(Whole(), out problem);
            var name = nameStart..(_at - start);
            if (!Take(".") || Word() is not { Length: > 0 } word)
                return Fail(Whole(), out problem);
            var part = Array.IndexOf(Parts, word);
            if (part < 0)
                return Fail($"'{word}' is not known of a task; it must be {string.Join(", ", Parts)}{DidYouMean.Tail(word, Parts)}", out problem);
            var path = new List<JsonStep>();
            while ((ResultPart)part == ResultPart.Json && Step() is { } step)
                path.Add(step);
            SkipSpace();
            if (!Take(Closing))
                return Fail(Unfinished((ResultPart)part), out problem);
            problem = null;
            return new(task, (ResultPart)part, path, text[start.._at], start, name);
        }

        private ResultExpression? Fail(string message, out string? problem)
        {
            problem = message;
            var closing = text.IndexOf(Closing, start, StringComparison.Ordinal);
            _at = Math.Max(_at, closing < 0 ? 0 : closing + Closing.Length);
            return null;
        }

        private string Whole()
        {
            const int longest = 60;
            var closing = text.IndexOf(Closing, start, StringComparison.Ordinal);
            if (closing < 0)
                return $"This expression has no end: '{Closing}' is missing.";
            var end = closing + Closing.Length;
            var shown = text[start..Math.Min(end, start + longest)].ReplaceLineEndings(" ");
            return $"'{shown}{(end - start > longest ? "…" : "")}' cannot be read: {Form}.";
        }

        private string Unfinished(ResultPart part) => part == ResultPart.Json || _at >= text.Length || text[_at] is not ('.' or '[')
            ? Whole()
            : $"Only 'json' has parts; '{Parts[(int)part]}' is a text.";

        private JsonStep? Step()
        {
            var before = _at;
            if (Take("["))
            {
                var digits = _at;
                while (_at < text.Length && char.IsAsciiDigit(text[_at]))
                    _at++;
                if (_at > digits && int.TryParse(text.AsSpan(digits, _at - digits), out var item) && Take("]"))
                    return new(null, item);
                _at = before;
            }
            return Member() is { } name ? new(name, 0) : null;
        }

        /// <summary><c>.name</c> or <c>['name']</c>.</summary>
        private string? Member()
        {
            var before = _at;
            if (Take(".") && Word() is { Length: > 0 } word)
                return word;
            _at = before;
            if (Take("[") && _at < text.Length && text[_at] is '\'' or '"' && text.IndexOf(text[_at], _at + 1) is >= 0 and var quote)
            {
                var name = text[(_at + 1)..quote];
                _at = quote + 1;
                if (name.Length > 0 && Take("]"))
                    return name;
            }
            _at = before;
            return null;
        }

        private string Word()
        {
            var from = _at;
            while (_at < text.Length && (char.IsLetterOrDigit(text[_at]) || text[_at] is '_' or '-'))
                _at++;
            return text[from.._at];
        }

        private bool Take(string expected)
        {
            if (string.CompareOrdinal(text, _at, expected, 0, expected.Length) != 0)
                return false;
            _at += expected.Length;
            return true;
        }

        private void SkipSpace()
        {
            while (_at < text.Length && char.IsWhiteSpace(text[_at]))
                _at++;
        }
    }
}

/// <summary>What is wrong with an expression.</summary>
/// <param name="Start">Where it begins in the prompt.</param>
public sealed record ExpressionProblem(int Start, string Message);
