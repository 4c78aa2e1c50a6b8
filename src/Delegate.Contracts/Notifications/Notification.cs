using System.Text.Json.Serialization;

namespace Delegate.Contracts;

/// <summary>What can be told to somebody.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NotificationKind>))]
public enum NotificationKind
{
    /// <summary>A task ended, and did what it was asked.</summary>
    [JsonStringEnumMemberName("succeeded")] Succeeded,

    /// <summary>A task ended, and did not.</summary>
    [JsonStringEnumMemberName("failed")] Failed,

    /// <summary>A task was cancelled, by somebody or with one that it depends on.</summary>
    [JsonStringEnumMemberName("cancelled")] Cancelled,

    /// <summary>A task is held: one that it depends on did not succeed, and somebody has to retry or resume that.</summary>
    [JsonStringEnumMemberName("held")] Held,

    /// <summary>A task was paused, and stands still until somebody resumes it.</summary>
    [JsonStringEnumMemberName("paused")] Paused,

    /// <summary>The last task of a submission of several ended, and all succeeded.</summary>
    [JsonStringEnumMemberName("graph-succeeded")] GraphSucceeded,

    /// <summary>The last task of a submission of several ended, and not all succeeded.</summary>
    [JsonStringEnumMemberName("graph-failed")] GraphFailed,

    /// <summary>Nothing happened; somebody tries a channel.</summary>
    [JsonStringEnumMemberName("test")] Test,
}

/// <summary>What a channel delivers: the body of a webhook, the stdin of a command. Prompts, answers and output are not in it.</summary>
/// <param name="Id">The same however often it is sent; in a webhook also the header <c>webhook-id</c>.</param>
/// <param name="Type">What happened.</param>
/// <param name="Timestamp">When (UTC).</param>
/// <param name="Text">The same as one line for people.</param>
/// <param name="Task">The task; of a graph's end none.</param>
/// <param name="Graph">The submission, where its end is the news.</param>
public sealed record Notification(
    string Id, NotificationKind Type, DateTimeOffset Timestamp, string Text, NotifiedTask? Task = null, NotifiedGraph? Graph = null);

/// <summary>A task, as far as it is told.</summary>
/// <param name="Id">Its id.</param>
/// <param name="GraphId">The submission.</param>
/// <param name="Agent">Who did the work.</param>
/// <param name="Cwd">The folder it works in.</param>
/// <param name="Priority">How urgent it is.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="Name">Its name inside the submission, if any.</param>
/// <param name="Code">How it ended: one of <see cref="OutcomeCodes"/>.</param>
/// <param name="ExitCode">The agent's exit status, when it exited.</param>
/// <param name="Signal">The signal that ended it.</param>
/// <param name="Attempts">Attempts that there were.</param>
/// <param name="StartedAt">When the latest attempt began.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="CostUsd">What it cost, as far as its agent says so.</param>
/// <param name="Queue">The queue that it waited in.</param>
public sealed record NotifiedTask(
    TaskId Id, string GraphId, string Agent, string Cwd, Priority Priority, TaskPhase Phase, string? Name = null, string? Code = null,
    int? ExitCode = null, string? Signal = null, int Attempts = 0, DateTimeOffset? StartedAt = null, DateTimeOffset? EndedAt = null,
    decimal? CostUsd = null, string? Queue = null);

/// <summary>A submission that has ended.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Succeeded">Tasks that succeeded.</param>
/// <param name="Failed">Tasks that failed.</param>
/// <param name="Cancelled">Tasks that were cancelled.</param>
/// <param name="NotSucceeded">Names, or ids, of the first of those that did not succeed; 20 at most.</param>
/// <param name="CostUsd">What all of them cost.</param>
public sealed record NotifiedGraph(string Id, int Succeeded, int Failed, int Cancelled, IReadOnlyList<string> NotSucceeded, decimal CostUsd);
