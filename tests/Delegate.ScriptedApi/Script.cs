using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Delegate.ScriptedApi;

/// <summary>
/// Reads the script out of a conversation. A prompt carries its steps as markers, such as
/// <c>[[tool Bash touch x]] [[say done]]</c>; which of them is due follows from the number of answers that the
/// conversation already holds after that prompt. No state is kept, so parallel runs and resumed sessions just work. The
/// exception is <c>[[first 3 529]] [[say done]]</c>: a failure is no answer, so how often it was given has to be counted.
/// <code>
/// say TEXT                         says it, and ends its turn
/// tool NAME ARGUMENTS              calls a tool; with --json-schema the tool StructuredOutput {…} is the answer
/// api-error STATUS, 529            the service fails
/// usage-limit [SECONDS]            a subscriber's limit, which resets after so long (an hour); with an API key a plain 429
/// hang                             until it is released
/// first TIMES STEP                 before another step: that one comes after so many failures
/// </code>
/// </summary>
public static partial class Script
{
    /// <summary>What a prompt without (further) markers is answered with.</summary>
    public const string Otherwise = "ok";

    /// <summary>The step that is due in this conversation (the <c>messages</c> of a request).</summary>
    public static Step Due(JsonArray messages)
    {
        for (var index = messages.Count - 1; index >= 0; index--)
        {
            if ((string?)messages[index]?["role"] != "user")
                continue;
            var text = TextOf(messages[index]!["content"]);
            var markers = Marker().Matches(text).Select(match => match.Groups["step"].Value).ToList();
            if (markers.Count == 0)
                continue;
            var answered = messages.Skip(index + 1).Count(message => (string?)message?["role"] == "assistant");
            return Due(markers, answered, text);
        }
        return new Step.Say(Otherwise);
    }

    private static Step Due(List<string> markers, int answered, string prompt)
    {
        var turns = markers.Where(marker => !IsFirst(marker)).ToList();
        if (answered >= turns.Count)
            return new Step.Say(Otherwise);
        var step = Read(turns[answered]);
        // What stands right before a turn is about this turn.
        var at = IndexOfTurn(markers, answered);
        foreach (var marker in markers.Take(at).Reverse().TakeWhile(IsFirst))
        {
            var (times, failure) = Split(Split(marker).Others);
            step = new Step.First(int.Parse(times, CultureInfo.InvariantCulture), Read(failure), step, $"{prompt}\n{answered} {marker}");
        }
        return step;
    }

    private static int IndexOfTurn(List<string> markers, int turn) =>
        Enumerable.Range(0, markers.Count).Where(index => !IsFirst(markers[index])).ElementAt(turn);

    private static bool IsFirst(string marker) => marker.StartsWith("first ", StringComparison.Ordinal);

    /// <summary>The step that a marker's inside stands for.</summary>
    public static Step Read(string marker)
    {
        var (verb, rest) = Split(marker);
        return verb switch
        {
            "say" => new Step.Say(rest),
            "tool" => Tool(rest),
            "api-error" => Failure(int.Parse(rest, CultureInfo.InvariantCulture)),
            "529" => Failure(529),
            "usage-limit" => new Step.UsageLimit(rest.Length == 0 ? 3600 : int.Parse(rest, CultureInfo.InvariantCulture)),
            "hang" => new Step.Hang(),
            _ => Failure(400, $"The scripted API knows no step '{verb}'."), // a typo in a spec must not pass for an answer
        };
    }

    /// <summary>Plain text of a message: what tools answered is no part of the prompt.</summary>
    private static string TextOf(JsonNode? content) => content switch
    {
        JsonArray blocks => string.Join('\n', blocks.Where(block => (string?)block?["type"] == "text").Select(block => (string?)block!["text"])),
        JsonValue text => (string?)text ?? "",
        _ => "",
    };

    private static Step.CallTool Tool(string text)
    {
        var (name, arguments) = Split(text);
        if (arguments.StartsWith('{'))
            return new(name, JsonNode.Parse(arguments)!.AsObject());
        var (first, second) = Split(arguments);
        return new(name, name switch
        {
            "Bash" => new JsonObject { ["command"] = arguments, ["description"] = "Scripted step" },
            "Write" => new JsonObject { ["file_path"] = first, ["content"] = second },
            _ => new JsonObject { ["file_path"] = first },
        });
    }

    private static Step.Fail Failure(int status, string? message = null) => new(
        status,
        status switch
        {
            401 => "authentication_error",
            403 => "permission_error",
            404 => "not_found_error",
            429 => "rate_limit_error",
            529 => "overloaded_error",
            >= 500 => "api_error",
            _ => "invalid_request_error",
        },
        message ?? $"Scripted failure {status}.");

    private static (string First, string Others) Split(string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return space < 0 ? (text, "") : (text[..space], text[(space + 1)..].Trim());
    }

    [GeneratedRegex(@"\[\[(?<step>.+?)\]\]", RegexOptions.Singleline)]
    private static partial Regex Marker();
}
