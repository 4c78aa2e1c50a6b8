using System.Text;
using System.Text.Json;

namespace Delegate.Actors.Tasks;

/// <summary>What of another task is asked for.</summary>
public enum ResultPart
{
    /// <summary>Its final answer.</summary>
    Result,

    /// <summary>The end of its output.</summary>
    Output,

    /// <summary>Its answer as JSON, or a part of that.</summary>
    Json,
}

/// <summary>One <c>${{ tasks.NAME.PART }}</c> of a prompt.</summary>
/// <param name="Task">A key of the submission, or a task's id; only ids in what is stored.</param>
/// <param name="Path">Where in the JSON; empty = all of it.</param>
/// <param name="Text">As it is written.</param>
/// <param name="Start">Where it begins in the prompt.</param>
/// <param name="Name">Where, within <paramref name="Text"/>, the task is named, dot or brackets included.</param>
public sealed record ResultExpression(string Task, ResultPart Part, IReadOnlyList<JsonStep> Path, string Text, int Start, Range Name)
{
    /// <summary>The same of another task.</summary>
    public string For(string task) => $"{Text[..Name.Start]}.{task}{Text[Name.End..]}";
}

/// <summary>One step into a JSON value: a member, or an item.</summary>
public readonly record struct JsonStep(string? Member, int Item)
{
    public override string ToString() => Member is { } name ? $"['{name}']" : $"[{Item}]";
}

/// <summary>Goes into a JSON value.</summary>
internal static class JsonPath
{
    /// <summary>What is there, as text: words without their quotes, everything else as JSON has it.</summary>
    /// <param name="whyNot">Set when nothing is there.</param>
    public static string Read(string json, IReadOnlyList<JsonStep> path, out string? whyNot)
    {
        whyNot = null;
        using var document = JsonDocument.Parse(json);
        var (at, walked) = (document.RootElement, new StringBuilder("its JSON"));
        foreach (var step in path)
        {
            if (Into(at, step) is not { } next)
            {
                whyNot = $"{walked} has no {step}{Size(at)}";
                return "";
            }
            (at, walked) = (next, walked.Append(step.ToString()));
        }
        return at.ValueKind == JsonValueKind.String ? Words(at) : at.GetRawText();
    }

    private static JsonElement? Into(JsonElement at, JsonStep step)
    {
        if (step.Member is { } name)
            return at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name, out var value) ? value : null;
        return at.ValueKind == JsonValueKind.Array && step.Item < at.GetArrayLength() ? at[step.Item] : null;
    }

    private static string Size(JsonElement at) => at.ValueKind switch
    {
        JsonValueKind.Array => $": it is a list of {at.GetArrayLength()}",
        JsonValueKind.Object => "",
        _ => ": it is a single value",
    };

    /// <summary>JSON may spell half a character, which no text can hold.</summary>
    private static string Words(JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return text.GetRawText();
        }
    }
}
