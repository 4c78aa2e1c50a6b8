using System.Text.Json.Nodes;

namespace Delegate.ScriptedApi;

/// <summary>Words of the Messages API: a finished message, and the same as the events of a stream.</summary>
internal static class ScriptedAnswer
{
    // Fixed, so that specs can say what a run must have used.
    public const int InputTokens = 1000;
    public const int OutputTokens = 50;

    public static JsonObject Message(Step step, string model, string id) => new()
    {
        ["id"] = $"msg_{id}",
        ["type"] = "message",
        ["role"] = "assistant",
        ["model"] = model,
        ["content"] = new JsonArray(Block(step, id)),
        ["stop_reason"] = StopReason(step),
        ["stop_sequence"] = null,
        ["usage"] = Usage(OutputTokens),
    };

    /// <summary>The events, in order; each with the name that its <c>type</c> says.</summary>
    public static IEnumerable<JsonObject> Events(Step step, string model, string id)
    {
        var start = Message(step, model, id);
        start["content"] = new JsonArray();
        start["stop_reason"] = null;
        start["usage"] = Usage(1);
        yield return new() { ["type"] = "message_start", ["message"] = start };

        var block = Block(step, id);
        var delta = step is Step.CallTool call
            ? new JsonObject { ["type"] = "input_json_delta", ["partial_json"] = call.Input.ToJsonString() }
            : new JsonObject { ["type"] = "text_delta", ["text"] = (string?)block["text"] };
        if (step is Step.CallTool)
            block["input"] = new JsonObject();
        else
            block["text"] = "";
        yield return new() { ["type"] = "content_block_start", ["index"] = 0, ["content_block"] = block };
        yield return new() { ["type"] = "content_block_delta", ["index"] = 0, ["delta"] = delta };
        yield return new() { ["type"] = "content_block_stop", ["index"] = 0 };

        yield return new()
        {
            ["type"] = "message_delta",
            ["delta"] = new JsonObject { ["stop_reason"] = StopReason(step), ["stop_sequence"] = null },
            ["usage"] = Usage(OutputTokens),
        };
        yield return new() { ["type"] = "message_stop" };
    }

    public static JsonObject Error(string type, string message) => new()
    {
        ["type"] = "error",
        ["error"] = new JsonObject { ["type"] = type, ["message"] = message },
    };

    private static JsonObject Block(Step step, string id) => step switch
    {
        Step.CallTool call => new()
        {
            ["type"] = "tool_use",
            ["id"] = $"toolu_{id}",
            ["name"] = call.Name,
            ["input"] = call.Input.DeepClone(),
        },
        Step.Say say => new() { ["type"] = "text", ["text"] = say.Text },
        _ => throw new ArgumentException($"{step.GetType().Name} is no message", nameof(step)),
    };

    private static string StopReason(Step step) => step is Step.CallTool ? "tool_use" : "end_turn";

    private static JsonObject Usage(int output) => new()
    {
        ["input_tokens"] = InputTokens,
        ["output_tokens"] = output,
        ["cache_creation_input_tokens"] = 0,
        ["cache_read_input_tokens"] = 0,
    };
}
