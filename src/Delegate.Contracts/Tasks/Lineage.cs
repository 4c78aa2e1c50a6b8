using System.Text.Json.Serialization;

namespace Delegate.Contracts;

/// <summary>Where a task comes from that was made by retrying or resuming another one. That one stays as it ended.</summary>
/// <param name="Root">The first of the line.</param>
/// <param name="Previous">The one that was retried or resumed.</param>
/// <param name="Number">1 for the first retry or resume, then counted on.</param>
/// <param name="Kind">How it begins.</param>
public sealed record Lineage(TaskId Root, TaskId Previous, int Number, LineageKind Kind);

/// <summary>How a task of a line begins.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LineageKind>))]
public enum LineageKind
{
    /// <summary>Clean: the same prompt, a new conversation.</summary>
    [JsonStringEnumMemberName("retry")] Retry,

    /// <summary>Where the previous one stopped: in its conversation, or told what it had done.</summary>
    [JsonStringEnumMemberName("resume")] Resume,
}
