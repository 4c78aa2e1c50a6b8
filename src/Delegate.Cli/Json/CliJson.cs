using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Delegate.Cli.Commands;
using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli.Json;

/// <summary>What <c>run --json</c> prints.</summary>
internal sealed record AcceptedTask(TaskId Id, string GraphId);

/// <summary>What <c>flow run --follow --json</c> prints.</summary>
internal sealed record EndedFlow(string GraphId, IReadOnlyList<TaskView> Tasks);

/// <summary>What <c>status --json</c> prints without an id.</summary>
internal sealed record Overview(HostView Host, IReadOnlyList<TaskView> Tasks);

/// <summary>What the verbs about queues print.</summary>
internal sealed record QueueList(bool AllPaused, IReadOnlyList<QueueView> Queues);

/// <summary>A row of <c>config show --json</c>.</summary>
internal sealed record ConfigRow(string Key, string Value, string From, string Default, string Accepts, string Variable, string About);

/// <summary>A row of <c>doctor --json</c>.</summary>
internal sealed record DoctorRow(string Check, bool Ok, string Detail, string? Hint);

/// <summary>What Claude Code tells a hook, as far as it is read.</summary>
internal sealed record HookInput(
    [property: JsonPropertyName("session_id")] string? SessionId, [property: JsonPropertyName("cwd")] string? Cwd);

/// <summary>What a hook tells Claude Code.</summary>
internal sealed record HookReply(HookOutput HookSpecificOutput);

/// <param name="AdditionalContext">Words that the model finds in its conversation.</param>
internal sealed record HookOutput(string HookEventName, string AdditionalContext);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AcceptedTask))]
[JsonSerializable(typeof(EndedFlow))]
[JsonSerializable(typeof(Overview))]
[JsonSerializable(typeof(QueueList))]
[JsonSerializable(typeof(WhyThenView))]
[JsonSerializable(typeof(IReadOnlyList<ConfigRow>))]
[JsonSerializable(typeof(IReadOnlyList<HistoryEntry>))]
[JsonSerializable(typeof(IReadOnlyList<DoctorRow>))]
[JsonSerializable(typeof(HookInput))]
[JsonSerializable(typeof(HookReply))]
internal sealed partial class CliJson : JsonSerializerContext;

internal static class JsonOutput
{
    /// <summary>One value, one line: pleasant for <c>jq</c>, and a stream of them is newline JSON.</summary>
    public static void OutJson<T>(this ITerminal terminal, T value, JsonTypeInfo<T> type) =>
        terminal.Out(JsonSerializer.Serialize(value, type));
}
