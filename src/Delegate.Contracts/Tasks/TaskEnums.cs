using System.Text.Json.Serialization;

namespace Delegate.Contracts;

/// <summary>Who goes first when slots are short; first come, first served inside a priority.</summary>
/// <remarks>Normal is the zero, so that JSON which does not say means normal; less goes first.</remarks>
[JsonConverter(typeof(JsonStringEnumConverter<Priority>))]
public enum Priority
{
    /// <summary>Critical.</summary>
    P0 = -2,

    /// <summary>High.</summary>
    P1 = -1,

    /// <summary>Normal, the default.</summary>
    P2 = 0,
}

/// <summary>Where a task stands. The last three are terminal: a task never leaves them.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TaskPhase>))]
public enum TaskPhase
{
    /// <summary>Waits for the tasks that it depends on.</summary>
    [JsonStringEnumMemberName("waiting")] Waiting,

    /// <summary>May start, and waits for a slot; its hold reason says why it has none yet.</summary>
    [JsonStringEnumMemberName("queued")] Queued,

    /// <summary>An attempt is being launched.</summary>
    [JsonStringEnumMemberName("starting")] Starting,

    /// <summary>The agent process runs.</summary>
    [JsonStringEnumMemberName("running")] Running,

    /// <summary>Held by somebody's wish: not started, or with its processes frozen, until it is resumed.</summary>
    [JsonStringEnumMemberName("paused")] Paused,

    /// <summary>An attempt failed, and another one starts at a known time.</summary>
    [JsonStringEnumMemberName("retrying")] Retrying,

    /// <summary>The agent's process tree is being ended (cancel or timeout).</summary>
    [JsonStringEnumMemberName("stopping")] Stopping,

    /// <summary>Ended, and did what it was asked.</summary>
    [JsonStringEnumMemberName("succeeded")] Succeeded,

    /// <summary>Ended, and did not; the outcome says why.</summary>
    [JsonStringEnumMemberName("failed")] Failed,

    /// <summary>Ended by somebody's wish, or because a task that it depends on did not succeed.</summary>
    [JsonStringEnumMemberName("cancelled")] Cancelled,
}

/// <summary>What becomes of a task when one that it depends on does not succeed.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DependencyPolicy>))]
public enum DependencyPolicy
{
    /// <summary>Cancel it, with the reason (the default); cascades.</summary>
    [JsonStringEnumMemberName("cancel")] Cancel,

    /// <summary>Run it anyway.</summary>
    [JsonStringEnumMemberName("run")] Run,

    /// <summary>Let it wait until the other one is resumed or retried with success.</summary>
    [JsonStringEnumMemberName("hold")] Hold,
}

/// <summary>Questions about phases that both ends ask.</summary>
public static class TaskPhases
{
    /// <summary>True for succeeded, failed and cancelled.</summary>
    public static bool IsTerminal(this TaskPhase phase) => phase >= TaskPhase.Succeeded;
}
