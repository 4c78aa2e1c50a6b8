using System.Text.Json.Serialization;

namespace Delegate.Contracts;

/// <summary>Where a schedule stands. All but the first two are final.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ScheduleStatus>))]
public enum ScheduleStatus
{
    /// <summary>Its occurrences are run.</summary>
    [JsonStringEnumMemberName("active")] Active,

    /// <summary>Held by somebody's wish until it is resumed.</summary>
    [JsonStringEnumMemberName("paused")] Paused,

    /// <summary>It has no further occurrence, or has run as often as it may.</summary>
    [JsonStringEnumMemberName("completed")] Completed,

    /// <summary>Ended by somebody's wish, or by a missed occurrence where the policy says <c>fail</c>.</summary>
    [JsonStringEnumMemberName("cancelled")] Cancelled,

    /// <summary>Its time is over.</summary>
    [JsonStringEnumMemberName("expired")] Expired,
}

/// <summary>What becomes of an occurrence. The last four are its fate: it has exactly one of them, for ever.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OccurrenceFate>))]
public enum OccurrenceFate
{
    /// <summary>Due, and waits for its start: jitter, an earlier one that runs, or another schedule.</summary>
    [JsonStringEnumMemberName("pending")] Pending,

    /// <summary>Its tasks are being handed over.</summary>
    [JsonStringEnumMemberName("starting")] Starting,

    /// <summary>Its tasks were accepted; the outcome follows when they have ended.</summary>
    [JsonStringEnumMemberName("ran")] Ran,

    /// <summary>Not run, by a rule of the schedule; the reason says which.</summary>
    [JsonStringEnumMemberName("skipped")] Skipped,

    /// <summary>Not run, because nobody was there at its time.</summary>
    [JsonStringEnumMemberName("missed")] Missed,

    /// <summary>Its tasks were refused; the reason says why.</summary>
    [JsonStringEnumMemberName("failed-to-start")] FailedToStart,
}

/// <summary>What becomes of occurrences whose time passed while no host was there (or the machine slept).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MissedPolicy>))]
public enum MissedPolicy
{
    /// <summary>None of them runs (the default).</summary>
    [JsonStringEnumMemberName("skip")] Skip,

    /// <summary>The latest of them runs, once, in place of all.</summary>
    [JsonStringEnumMemberName("once")] Once,

    /// <summary>Each of them runs, the latest so many, one after the other.</summary>
    [JsonStringEnumMemberName("all")] All,

    /// <summary>Delegate 0.4's word for <see cref="Once"/>.</summary>
    [JsonStringEnumMemberName("catchup")] Catchup,

    /// <summary>The schedule is cancelled.</summary>
    [JsonStringEnumMemberName("fail")] Fail,
}

/// <summary>What becomes of an occurrence whose time comes while an earlier one has not ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OverlapPolicy>))]
public enum OverlapPolicy
{
    /// <summary>It does not run (the default).</summary>
    [JsonStringEnumMemberName("skip")] Skip,

    /// <summary>It waits for the end of the earlier ones.</summary>
    [JsonStringEnumMemberName("queue")] Queue,

    /// <summary>The earlier ones are cancelled, and it starts when they are gone.</summary>
    [JsonStringEnumMemberName("cancel-running")] CancelRunning,

    /// <summary>It starts beside them.</summary>
    [JsonStringEnumMemberName("allow")] Allow,
}
