using System.Text.Json.Nodes;

namespace Delegate.FakeAgent;

/// <summary>Writes the events of a Claude Code session, one JSON object a line.</summary>
internal sealed class Stream(Flags flags, TextWriter output)
{
    public void Init() => Write(new()
    {
        ["type"] = "system", ["subtype"] = "init", ["session_id"] = flags.SessionId, ["model"] = flags.Model,
        ["permissionMode"] = flags.PermissionMode, ["cwd"] = Environment.CurrentDirectory, ["tools"] = new JsonArray("Bash", "Read", "Write"),
    });

    public void Say(string text) => Write(new()
    {
        ["type"] = "assistant", ["session_id"] = flags.SessionId,
        ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text }) },
    });

    public void UsageLimit(long resetsAt) => Write(new()
    {
        ["type"] = "rate_limit_event",
        ["rate_limit_info"] = new JsonObject { ["status"] = "rejected", ["resetsAt"] = resetsAt, ["rateLimitType"] = "five_hour" },
    });

    /// <param name="denied">Tools that were refused.</param>
    public void Result(string text, int turns, bool isError = false, string reason = "completed", string? apiError = null, IReadOnlyList<string>? denied = null) => Write(new()
    {
        ["type"] = "result", ["subtype"] = "success", ["is_error"] = isError, ["terminal_reason"] = reason, ["api_error"] = apiError,
        ["result"] = text, ["session_id"] = flags.SessionId, ["num_turns"] = turns, ["total_cost_usd"] = 0.0125,
        ["usage"] = new JsonObject { ["input_tokens"] = 10, ["output_tokens"] = 20, ["cache_read_input_tokens"] = 30, ["cache_creation_input_tokens"] = 40 },
        ["permission_denials"] = new JsonArray([.. (denied ?? []).Select(tool => (JsonNode)new JsonObject { ["tool_name"] = tool, ["tool_use_id"] = "toolu_1" })]),
    });

    private void Write(JsonObject entry)
    {
        output.WriteLine(entry.ToJsonString());
        output.Flush();
    }
}
