using System.Text.Json;
using Delegate.Contracts;

namespace Delegate.Web.Agents;

/// <summary>One thing that an agent did, as it is shown.</summary>
public abstract record Piece
{
    public sealed record Line(string Stream, string Text) : Piece;

    public sealed record Begin(string Model, string Session) : Piece;

    public sealed record Message(string Text) : Piece;

    public sealed record Thought(string Text) : Piece;

    /// <param name="About">The one input that tells what it is about.</param>
    /// <param name="Input">All inputs, as JSON.</param>
    public sealed record ToolCall(string Id, string Name, string About, string Input) : Piece
    {
        /// <summary>What it changes in a file; empty when it changes none.</summary>
        public IReadOnlyList<DiffLine> Diff { get; init; } = [];

        public string? Answer { get; set; }

        public bool Failed { get; set; }
    }

    public sealed record End(bool Failed, string Text, decimal Cost, int Turns, TimeSpan Length) : Piece;

    public sealed record NextAttempt(int Number) : Piece;
}

/// <summary>One line of a change: <c>+</c>, <c>-</c> or a space before it.</summary>
public readonly record struct DiffLine(char Sign, string Text);

/// <summary>Turns an agent's raw lines into pieces, one line at a time: an answer of a tool goes to its call.</summary>
public sealed class Transcript(bool isClaude)
{
    private static readonly string[] TellingInputs = ["command", "file_path", "path", "pattern", "url", "query", "prompt", "description"];
    private readonly Dictionary<string, Piece.ToolCall> _calls = [];
    private int _attempt = 1;

    public List<Piece> Pieces { get; } = [];

    public void Add(LogLine line)
    {
        if (line.Attempt is { } attempt && attempt != _attempt)
        {
            Pieces.Add(new Piece.NextAttempt(attempt));
            _attempt = attempt;
        }
        if (!isClaude || line.Stream != "stdout" || !TryParse(line.Text, out var document))
        {
            Pieces.Add(new Piece.Line(line.Stream, line.Text));
            return;
        }
        using (document)
            Add(document!.RootElement);
    }

    private void Add(JsonElement entry)
    {
        switch (Text(entry, "type"))
        {
            case "system" when Text(entry, "subtype") == "init":
                Pieces.Add(new Piece.Begin(Text(entry, "model") ?? "", Text(entry, "session_id") ?? ""));
                break;
            case "assistant":
                foreach (var part in Contents(entry))
                    Said(part);
                break;
            case "user":
                foreach (var part in Contents(entry))
                    if (Text(part, "type") == "tool_result" && Text(part, "tool_use_id") is { } id && _calls.TryGetValue(id, out var call))
                        (call.Answer, call.Failed) = (AnswerOf(part), part.TryGetProperty("is_error", out var failed) && failed.ValueKind == JsonValueKind.True);
                break;
            case "result":
                Pieces.Add(new Piece.End(
                    entry.TryGetProperty("is_error", out var error) && error.ValueKind == JsonValueKind.True, Text(entry, "result") ?? Text(entry, "subtype") ?? "",
                    Number(entry, "total_cost_usd"), (int)Number(entry, "num_turns"), TimeSpan.FromMilliseconds((double)Number(entry, "duration_ms"))));
                break;
        }
    }

    private void Said(JsonElement part)
    {
        switch (Text(part, "type"))
        {
            case "text":
                Pieces.Add(new Piece.Message(Text(part, "text") ?? ""));
                break;
            case "thinking":
                Pieces.Add(new Piece.Thought(Text(part, "thinking") ?? ""));
                break;
            case "tool_use":
                var input = part.TryGetProperty("input", out var given) ? given : default;
                var about = input.ValueKind == JsonValueKind.Object ? TellingInputs.Select(name => Text(input, name)).FirstOrDefault(text => text is not null) ?? "" : "";
                var call = new Piece.ToolCall(Text(part, "id") ?? "", Text(part, "name") ?? "", about, input.ValueKind == JsonValueKind.Undefined ? "" : Indented(input)) { Diff = DiffOf(input) };
                Pieces.Add(call);
                _calls[call.Id] = call;
                break;
        }
    }

    private static IReadOnlyList<DiffLine> DiffOf(JsonElement input)
    {
        if (input.ValueKind != JsonValueKind.Object || Text(input, "file_path") is null)
            return [];
        if (input.TryGetProperty("edits", out var edits) && edits.ValueKind == JsonValueKind.Array)
            return [.. edits.EnumerateArray().SelectMany(edit => LineDiff.Of(Text(edit, "old_string") ?? "", Text(edit, "new_string") ?? ""))];
        return Text(input, "new_string") is { } fresh ? LineDiff.Of(Text(input, "old_string") ?? "", fresh)
            : Text(input, "content") is { } content ? LineDiff.Of("", content) : [];
    }

    private static List<JsonElement> Contents(JsonElement entry) =>
        entry.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.Object
        && message.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.Array ? [.. content.EnumerateArray()] : [];

    private static string AnswerOf(JsonElement part) => !part.TryGetProperty("content", out var content) ? ""
        : content.ValueKind == JsonValueKind.String ? content.GetString()!
        : content.ValueKind == JsonValueKind.Array ? string.Join('\n', content.EnumerateArray().Select(piece => Text(piece, "text")).OfType<string>()) : "";

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static decimal Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) ? number : 0;

    private static string Indented(JsonElement element)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            element.WriteTo(writer);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private static bool TryParse(string line, out JsonDocument? document)
    {
        document = null;
        if (!line.StartsWith('{'))
            return false;
        try
        {
            document = JsonDocument.Parse(line);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
