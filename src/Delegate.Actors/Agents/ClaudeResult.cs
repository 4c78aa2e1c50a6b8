using System.Text.Json;
using Delegate.Contracts;

namespace Delegate.Actors.Agents;

/// <summary>A <c>result</c> event.</summary>
/// <param name="Reason">Its <c>terminal_reason</c>; older versions say "completed" whatever happened.</param>
/// <param name="ApiError">Its <c>api_error</c>.</param>
/// <param name="ApiStatus">The service's HTTP status, where it is one of the service's errors.</param>
/// <param name="Denied">The tools that were refused, each once.</param>
/// <param name="Json">Its <c>structured_output</c>, as text.</param>
internal sealed record ClaudeResult(
    bool IsError, string? Text, string? Reason, string? ApiError, long? ApiStatus, IReadOnlyList<string> Denied, UsageView Usage, string? Json)
{
    /// <summary>
    /// An error of the service, not of the session: the reason names it. (Older versions say "completed" of these.)
    /// </summary>
    public bool IsOfTheService =>
        IsError && (ApiStatus is not null || ApiError is not null || Reason is "api_error" or "image_error" or "prompt_too_long" or "completed");

    /// <param name="before">The session's previous result, if there was one.</param>
    public static ClaudeResult Read(JsonElement entry, ClaudeResult? before) => new(
        entry.At("is_error") is { ValueKind: JsonValueKind.True } || entry.Text("subtype") is { } kind && kind.StartsWith("error", StringComparison.Ordinal),
        entry.Text("result") ?? FirstError(entry),
        entry.Text("terminal_reason"),
        entry.Text("api_error"),
        entry.Number("api_error_status"),
        [.. entry.Items("permission_denials").Select(denial => denial.Text("tool_name")).OfType<string>().Distinct()],
        UsageOf(entry, before?.Usage),
        entry.At("structured_output")?.GetRawText());

    /// <summary>The cost is the process's so far, tokens and turns are this result's: those are added up.</summary>
    private static UsageView UsageOf(JsonElement entry, UsageView? before) => ClaudeUsage.Plus(before, entry.At("usage")) with
    {
        CostUsd = entry.At("total_cost_usd") is { ValueKind: JsonValueKind.Number } cost && cost.TryGetDecimal(out var dollars) ? dollars : before?.CostUsd ?? 0,
        Turns = (int)(entry.Number("num_turns") ?? 0) + (before?.Turns ?? 0),
    };

    private static string? FirstError(JsonElement entry) =>
        entry.Items("errors").Select(error => error.ValueKind == JsonValueKind.String ? error.Words() : error.Text("message")).FirstOrDefault();
}
