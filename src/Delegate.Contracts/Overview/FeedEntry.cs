namespace Delegate.Contracts;

/// <summary>One piece of news: a task, or how the host is.</summary>
/// <param name="Cursor">Pass as <c>after</c> to go on behind this entry.</param>
/// <param name="At">The host's clock when it was sent (UTC).</param>
/// <param name="Task">A task as it now stands, without its answer.</param>
/// <param name="Pulse">The host, every two seconds.</param>
public sealed record FeedEntry(long Cursor, DateTimeOffset At, TaskView? Task = null, HostPulse? Pulse = null);

/// <summary>The host as it stands.</summary>
/// <param name="Pid">Its process.</param>
/// <param name="Version">Its version.</param>
/// <param name="Home">The data folder it owns.</param>
/// <param name="StartedAt">When it began to serve (UTC).</param>
/// <param name="Counts">Number of tasks by phase.</param>
/// <param name="Capacity">What the scaler sees and allows.</param>
public sealed record HostPulse(
    int Pid, string Version, string Home, DateTimeOffset StartedAt, IReadOnlyDictionary<string, long> Counts, CapacityView Capacity);

/// <summary>Which decisions.</summary>
/// <param name="Most">At most so many, 1 to 1,000: the latest.</param>
/// <param name="Until">None later than this; null = up to now.</param>
/// <param name="Task">Only about this one; null = about all.</param>
public sealed record DecisionQuery(int Most = 200, DateTimeOffset? Until = null, TaskId? Task = null);

/// <summary>What would become of a submission.</summary>
/// <param name="Tasks">The tasks it stands for; empty when it cannot be read.</param>
/// <param name="Error">What is wrong with it; null when it would be accepted as far as can be known beforehand.</param>
public sealed record SubmissionCheck(IReadOnlyList<TaskRequest> Tasks, DelegateError? Error = null);

/// <summary>What a task was asked to do.</summary>
/// <param name="Asked">The prompt, or the command line, as it was handed over.</param>
/// <param name="Told">What the agent was told in its latest attempt, where that is something else: results put in, or how to go on.</param>
public sealed record TaskPrompt(string Asked, string? Told = null);
