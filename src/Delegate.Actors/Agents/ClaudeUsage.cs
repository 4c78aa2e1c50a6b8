using System.Text.Json;
using Delegate.Contracts;

namespace Delegate.Actors.Agents;

/// <summary>Adds up <c>usage</c> objects.</summary>
internal static class ClaudeUsage
{
    public static UsageView Plus(UsageView? before, JsonElement? usage) => new(
        (usage?.Number("input_tokens") ?? 0) + (before?.InputTokens ?? 0),
        (usage?.Number("output_tokens") ?? 0) + (before?.OutputTokens ?? 0),
        (usage?.Number("cache_read_input_tokens") ?? 0) + (before?.CacheReadTokens ?? 0),
        (usage?.Number("cache_creation_input_tokens") ?? 0) + (before?.CacheWriteTokens ?? 0),
        before?.CostUsd ?? 0, before?.Turns ?? 0);
}
