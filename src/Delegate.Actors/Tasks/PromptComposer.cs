using System.Text;
using Delegate.Contracts;
using static Delegate.Actors.Tasks.TaskProtocol;

namespace Delegate.Actors.Tasks;

/// <summary>
/// Puts the results of other tasks into a prompt: before it (<c>continueFrom</c>), or where an expression stands. Only
/// results travel, never another task's prompt. What a model reads is text; a script gets variables, so that no result
/// becomes code. Pure.
/// </summary>
public static class PromptComposer
{
    /// <summary>What one result may take unless the host says otherwise.</summary>
    public const int DefaultBudget = 16 * 1024;

    private const int LongestReason = 300;

    /// <summary>The tasks whose results the prompt takes up, each once.</summary>
    public static IReadOnlyList<TaskId> Sources(TaskSpec spec) =>
        [.. (spec.ContinueFrom ?? []).Concat(Expressions(spec).Select(expression => TaskId.Parse(expression.Task))).Distinct()];

    /// <summary>The same task with the results of other tasks than it was made for: a retry of one of them, say.</summary>
    public static TaskSpec Follow(TaskSpec spec, Func<TaskId, TaskId> to) => spec with
    {
        ContinueFrom = spec.ContinueFrom?.Select(to).ToList(),
        Prompt = spec.Expressions ? PromptTemplate.Parse(spec.Prompt).Rename(name => to(TaskId.Parse(name)).Value) : spec.Prompt,
    };

    /// <summary>The prompt with everything in it.</summary>
    /// <param name="sources">How each of <see cref="Sources"/> ended.</param>
    /// <param name="budget">Bytes that one result may take at the most; all together four times that.</param>
    public static ComposedPrompt Compose(TaskSpec spec, IReadOnlyDictionary<TaskId, EndDescription> sources, int budget = DefaultBudget)
    {
        var before = (spec.ContinueFrom ?? []).Select(id => sources[id]).ToList();
        if (before.Count == 0 && !spec.Expressions)
            return new(null, null);
        var values = new List<Piece>();
        foreach (var expression in Expressions(spec))
        {
            var source = sources[TaskId.Parse(expression.Task)];
            var value = ValueOf(expression, source, out var whyNot);
            if (whyNot is not null)
                return new(null, NoValue(expression, source, whyNot));
            values.Add(new(expression.For(expression.Task), value, source));
        }
        var isShell = spec.Agent == AgentNames.Shell;
        if (isShell)
            values = [.. values.DistinctBy(piece => piece.Name)];
        var pieces = Cut([.. before.Select(source => new Piece(NameOf(source), BodyOf(source), source)), .. values], budget);
        var (results, filled) = (pieces[..before.Count], pieces[before.Count..]);
        return new(isShell ? Script(spec, results, filled) : Words(spec, results, filled), null);
    }

    private static IReadOnlyList<ResultExpression> Expressions(TaskSpec spec) => spec.Expressions ? PromptTemplate.Parse(spec.Prompt).Expressions : [];

    private static List<Piece> Cut(List<Piece> pieces, int budget)
    {
        var shares = ResultBudget.Share([.. pieces.Select(piece => piece.Text)], budget);
        return [.. pieces.Select((piece, index) => piece with { Text = ResultBudget.Cut(piece.Text, shares[index], piece.IsOfTheShell, piece.Source.TaskId) })];
    }

    // ---- for a model ----------------------------------------------------------------------------------------------

    private static string Words(TaskSpec spec, List<Piece> results, List<Piece> values)
    {
        var next = 0;
        var own = spec.Expressions ? PromptTemplate.Parse(spec.Prompt).Fill(_ => values[next++].Text) : spec.Prompt;
        if (results.Count == 0)
            return own;
        // Longer than any that stands in a result: no result can end itself and begin the task.
        var rule = new string('=', results.Max(piece => LongestRule(piece.Text)) + 1);
        var text = new StringBuilder("The results of earlier tasks come first; your own task is the last part.\n");
        foreach (var piece in results)
            text.Append('\n').Append(rule).Append(' ').Append(Headline(piece)).Append('\n').Append(piece.Text).Append('\n');
        return text.Append('\n').Append(rule).Append(" Your task\n").Append(own).ToString();
    }

    private static string Headline(Piece piece)
    {
        var source = piece.Source;
        var ended = source switch
        {
            { Phase: null } => "is not known any more",
            { Phase: TaskPhase.Succeeded } => "succeeded",
            { Phase: TaskPhase.Cancelled } => $"was cancelled: {OneLine(source.Outcome?.Message)}",
            _ => $"failed: {OneLine(source.Outcome?.Message)}",
        };
        var what = HasResult(source) ? "its result" : source.Checkpoint?.LastOutput is { Length: > 0 } ? "the end of its output" : "it left nothing";
        return $"{piece.Name} {ended} ({what})";
    }

    private static string NameOf(EndDescription source) => source.Spec switch
    {
        null => source.TaskId.Value,
        { Key: { } key } spec => $"{key} ({source.TaskId}, {spec.Agent})",
        { } spec => $"{source.TaskId} ({spec.Agent})",
    };

    private static int LongestRule(string text)
    {
        var (longest, run) = (2, 0);
        foreach (var letter in text)
            longest = Math.Max(longest, run = letter == '=' ? run + 1 : 0);
        return longest;
    }

    private static string OneLine(string? text)
    {
        var line = (text ?? "nobody knows why").ReplaceLineEndings(" ");
        return line.Length <= LongestReason ? line : line[..LongestReason] + "…";
    }

    // ---- for a script ---------------------------------------------------------------------------------------------

    private static string Script(TaskSpec spec, List<Piece> results, List<Piece> values)
    {
        var variables = new List<(string, string)>();
        for (var i = 0; i < results.Count; i++)
        {
            variables.Add(($"delegate_result_{i + 1}", results[i].Text));
            variables.Add(($"delegate_outcome_{i + 1}", results[i].Source.Outcome?.Code ?? ""));
        }
        var numbers = values.Select((piece, index) => (piece.Name, Number: index + 1)).ToDictionary(value => value.Name, value => value.Number);
        variables.AddRange(values.Select(piece => ($"delegate_value_{numbers[piece.Name]}", piece.Text)));
        var script = spec.Expressions
            ? PromptTemplate.Parse(spec.Prompt).Fill(expression => $"${{delegate_value_{numbers[expression.For(expression.Task)]}}}")
            : spec.Prompt;
        return variables.Count == 0 ? script : ShellText.WithValues(variables, script);
    }

    // ---- what a task gave -----------------------------------------------------------------------------------------

    private static bool HasResult(EndDescription source) => source.Result is { Length: > 0 };

    private static string BodyOf(EndDescription source) => ShellText.WithoutNul(HasResult(source) ? source.Result! : source.Checkpoint?.LastOutput ?? "");

    private static string ValueOf(ResultExpression expression, EndDescription source, out string? whyNot)
    {
        whyNot = source.Phase is null ? "it is not known any more" : null;
        if (whyNot is not null)
            return "";
        if (expression.Part == ResultPart.Json && source.ResultJson is null)
            whyNot = "it gave no JSON";
        return whyNot is not null ? "" : ShellText.WithoutNul(expression.Part switch
        {
            ResultPart.Result => source.Result ?? "",
            ResultPart.Output => source.Checkpoint?.LastOutput ?? source.Result ?? "",
            _ => JsonPath.Read(source.ResultJson!, expression.Path, out whyNot),
        });
    }

    private static OutcomeView NoValue(ResultExpression expression, EndDescription source, string whyNot) => new(
        OutcomeCodes.BadConfiguration, $"{expression.Text} has no value: {NameOf(source)} ended, but {whyNot}.", By: "host",
        Hint: $"delegate status {source.TaskId} --json shows what it gave");

    /// <param name="Text">What of it travels.</param>
    private sealed record Piece(string Name, string Text, EndDescription Source)
    {
        public bool IsOfTheShell => Source.Spec?.Agent == AgentNames.Shell;
    }
}

/// <summary>What comes of a prompt.</summary>
/// <param name="Prompt">Complete; null = the spec's prompt as it is.</param>
/// <param name="WhyNot">Set when something that it names is not there: nothing is to be launched.</param>
public sealed record ComposedPrompt(string? Prompt, OutcomeView? WhyNot);
