using System.Text.Json;
using Delegate.Contracts;

namespace Delegate.Actors.Agents;

/// <summary>
/// How far a session is, from its <c>assistant</c> events. A message comes as one event for each of its parts, all with
/// the message's id; what its subagents say, and what the program puts into its mouth, is none of its own.
/// </summary>
internal sealed class ClaudeConversation
{
    private UsageView? _settled; // as results say it
    private UsageView? _open; // and what was used since: by the messages before the last one
    private UsageView? _ofLast; // and by the last one, whose parts all say the same
    private string? _lastId;
    private int _messages;

    public int Turns => Math.Max(_messages, _settled?.Turns ?? 0);

    public string? LastMessage { get; private set; }

    /// <summary>What the last result said, and the messages since; a result corrects what its messages had said.</summary>
    public UsageView? Usage => (_settled, _ofLast ?? _open) switch
    {
        (null, null) => null,
        ({ } settled, null) => settled,
        var (settled, open) => new(
            open!.InputTokens + (settled?.InputTokens ?? 0), open.OutputTokens + (settled?.OutputTokens ?? 0),
            open.CacheReadTokens + (settled?.CacheReadTokens ?? 0), open.CacheWriteTokens + (settled?.CacheWriteTokens ?? 0),
            settled?.CostUsd ?? 0, Turns),
    };

    public void Hear(JsonElement entry)
    {
        if (entry.At("parent_tool_use_id") is not null || entry.At("message") is not { } message || message.Text("model") == "<synthetic>")
            return;
        var id = message.Text("id");
        if (id is null || id != _lastId)
            (_messages, _open) = (_messages + 1, _ofLast ?? _open);
        (_lastId, _ofLast) = (id, ClaudeUsage.Plus(_open, message.At("usage")));
        foreach (var content in message.Items("content"))
            if (content.Text("type") == "text" && content.Text("text") is { Length: > 0 } text)
                LastMessage = text;
    }

    public void Settle(UsageView usage) => (_settled, _open, _ofLast, _lastId) = (usage, null, null, null);
}
