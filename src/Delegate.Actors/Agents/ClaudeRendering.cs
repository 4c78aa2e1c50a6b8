using System.Text.Json;

namespace Delegate.Actors.Agents;

/// <summary>A Claude Code event as people want to read it: what was said, which tools were used, what went wrong.</summary>
internal static class ClaudeRendering
{
    private const int LongestDetail = 100;

    // What a tool call is about, by the names that tools give it; the first that is there is shown.
    private static readonly string[] TellingInputs = ["command", "file_path", "path", "pattern", "url", "query", "prompt", "description"];

    public static IEnumerable<string> Render(string line)
    {
        if (ClaudeJson.Parse(line) is not { } document)
            return [line]; // no event: a warning of the program, say
        using (document)
        {
            var entry = document.RootElement;
            return entry.Text("type") switch
            {
                "assistant" => [.. Contents(entry).SelectMany(Said)],
                "user" => [.. Contents(entry).SelectMany(Refused)],
                // The answer itself was shown when it was said; an error that ends the session was not.
                "result" when entry.At("is_error") is { ValueKind: JsonValueKind.True } => Lines($"✗ {entry.Text("result") ?? entry.Text("subtype")}"),
                _ => [],
            };
        }
    }

    private static IEnumerable<JsonElement> Contents(JsonElement entry) => entry.At("message")?.Items("content") ?? [];

    private static IEnumerable<string> Said(JsonElement content) => content.Text("type") switch
    {
        "text" => Lines(content.Text("text") ?? ""),
        "tool_use" => [$"● {content.Text("name")}({Detail(content.At("input"))})"],
        _ => [],
    };

    private static IEnumerable<string> Refused(JsonElement content)
    {
        if (content.Text("type") != "tool_result" || content.At("is_error") is not { ValueKind: JsonValueKind.True })
            return [];
        var text = content.Text("content") ?? content.Items("content").Select(part => part.Text("text")).FirstOrDefault();
        return [$"  ✗ {Short(text ?? "failed")}"];
    }

    private static string Detail(JsonElement? input)
    {
        if (input is not { } known)
            return "";
        return Short(TellingInputs.Select(name => known.Text(name)).FirstOrDefault(text => text is not null) ?? known.GetRawText());
    }

    private static string Short(string text)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Length <= LongestDetail ? line : line[..(LongestDetail - 1)] + "…";
    }

    private static string[] Lines(string text) => text.TrimEnd().Split('\n');
}
