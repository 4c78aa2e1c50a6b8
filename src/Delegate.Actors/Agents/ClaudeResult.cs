using System.Text.Json;
using Delegate.Contracts;

namespace Delegate.Actors.Agents;

/// <summary>A <c>result</c> event.</summary>
/// <param name="Reason">Its <c>terminal_reason</c>; older versions say "completed" whatever happened.</param>
/// <param name="ApiError">Its <c>api_error</c>.</param>
/// <param name="HasApiStatus">True when it carries the service's HTTP status.</param>
/// <param name="Denied">The tools that were refused, each once.</param>
internal sealed record ClaudeResult(
    bool IsError, string? Text, string? Reason, string? ApiError, bool HasApiStatus, IReadOnlyList<string> Denied, UsageView Usage)
{
    /// <summary>
    /// An error of the service, not of the session: the reason names it. (Older versions say "completed" of these.)
    /// </summary>
    public bool IsOfTheService =>
        IsError && (HasApiStatus || ApiError is not null || Reason is "api_error" or "image_error" or "prompt_too_long" or "completed");

    /// <param name="before">The session's previous result, if there was one.</param>
    public static ClaudeResult Read(JsonElement entry, ClaudeResult? before) => new(
        entry.At("is_error") is { ValueKind: JsonValueKind.True } || entry.Text("subtype") is { } kind && kind.StartsWith("error", StringComparison.Ordinal),
        entry.Text("result") ?? FirstError(entry),
        entry.Text("terminal_reason"),
        entry.Text("api_error"),
        entry.At("api_error_status") is { ValueKind: JsonValueKind.Number },
        [.. entry.Items("permission_denials").Select(denial => denial.Text("tool_name")).OfType<string>().Distinct()],
        UsageOf(entry, before?.Usage));

    /// <summary>The cost is the process's so far, tokens and turns are this result's: those are added up.</summary>
    private static UsageView UsageOf(JsonElement entry, UsageView? before)
    {
        var usage = entry.At("usage");
        return new(
            (usage?.Number("input_tokens") ?? 0) + (before?.InputTokens ?? 0),
            (usage?.Number("output_tokens") ?? 0) + (before?.OutputTokens ?? 0),
            (usage?.Number("cache_read_input_tokens") ?? 0) + (before?.CacheReadTokens ?? 0),
            (usage?.Number("cache_creation_input_tokens") ?? 0) + (before?.CacheWriteTokens ?? 0),
            entry.At("total_cost_usd") is { ValueKind: JsonValueKind.Number } cost && cost.TryGetDecimal(out var dollars) ? dollars : before?.CostUsd ?? 0,
            (int)(entry.Number("num_turns") ?? 0) + (before?.Turns ?? 0));
    }

    private static string? FirstError(JsonElement entry) =>
        entry.Items("errors").Select(error => error.ValueKind == JsonValueKind.String ? error.Words() : error.Text("message")).FirstOrDefault();
}
