using System.Text.Json.Nodes;

namespace Delegate.FakeAgent;

/// <summary>Writes the events of a Claude Code session, one JSON object a line.</summary>
internal sealed class Stream(Flags flags, TextWriter output)
{
    private int _messages;

    public void Init() => Write(new()
    {
        ["type"] = "system", ["subtype"] = "init", ["session_id"] = flags.SessionId, ["model"] = flags.Model,
        ["permissionMode"] = flags.PermissionMode, ["cwd"] = Environment.CurrentDirectory, ["tools"] = new JsonArray("Bash", "Read", "Write"),
    });

    public void Say(string text) => Assistant(new() { ["type"] = "text", ["text"] = text });

    public void UseTool(string name, string input) => Assistant(new()
    {
        ["type"] = "tool_use", ["id"] = $"toolu_{_messages}", ["name"] = name, ["input"] = new JsonObject { ["command"] = input },
    });

    /// <summary>What the real program puts into the assistant's mouth when the service fails.</summary>
    public void SayError(string text, string error) => Write(new()
    {
        ["type"] = "assistant", ["session_id"] = flags.SessionId, ["error"] = error,
        ["message"] = new JsonObject { ["role"] = "assistant", ["model"] = "<synthetic>", ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text }) },
    });

    public void UsageLimit(long resetsAt) => Write(new()
    {
        ["type"] = "rate_limit_event",
        ["rate_limit_info"] = new JsonObject { ["status"] = "rejected", ["resetsAt"] = resetsAt, ["rateLimitType"] = "five_hour" },
    });

    /// <param name="denied">Tools that were refused.</param>
    /// <param name="json">The structured answer, when a schema was given and it fits.</param>
    public void Result(
        string text, int turns, bool isError = false, string reason = "completed", string? apiError = null, IReadOnlyList<string>? denied = null,
        int? status = null, JsonNode? json = null, string subtype = "success") => Write(new()
    {
        ["type"] = "result", ["subtype"] = subtype, ["is_error"] = isError, ["terminal_reason"] = reason, ["api_error"] = apiError,
        ["api_error_status"] = status, ["structured_output"] = json,
        ["result"] = text, ["session_id"] = flags.SessionId, ["num_turns"] = turns, ["total_cost_usd"] = 0.0125,
        ["usage"] = new JsonObject { ["input_tokens"] = 10, ["output_tokens"] = 20, ["cache_read_input_tokens"] = 30, ["cache_creation_input_tokens"] = 40 },
        ["permission_denials"] = new JsonArray([.. (denied ?? []).Select(tool => (JsonNode)new JsonObject { ["tool_name"] = tool, ["tool_use_id"] = "toolu_1" })]),
    });

    private void Assistant(JsonObject content) => Write(new()
    {
        ["type"] = "assistant", ["session_id"] = flags.SessionId, ["parent_tool_use_id"] = null,
        ["message"] = new JsonObject
        {
            ["id"] = $"msg_{++_messages}", ["role"] = "assistant", ["model"] = flags.Model, ["content"] = new JsonArray(content),
            ["usage"] = new JsonObject { ["input_tokens"] = 10, ["output_tokens"] = 1, ["cache_read_input_tokens"] = 0, ["cache_creation_input_tokens"] = 0 },
        },
    });

    private void Write(JsonObject entry)
    {
        output.WriteLine(entry.ToJsonString());
        output.Flush();
    }
}
