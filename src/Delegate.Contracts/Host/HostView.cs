namespace Delegate.Contracts;

/// <summary>The host as it stands.</summary>
/// <param name="Pid">Its process.</param>
/// <param name="Version">Its version.</param>
/// <param name="Home">The data folder it owns.</param>
/// <param name="StartedAt">When it began to serve (UTC).</param>
/// <param name="Counts">Number of tasks by phase.</param>
/// <param name="Capacity">What the scaler sees and allows.</param>
public sealed record HostView(
    int Pid, string Version, string Home, DateTimeOffset StartedAt,
    IReadOnlyDictionary<string, long> Counts, CapacityView Capacity)
{
    /// <summary>Live processes of attempts that are over: 0.</summary>
    public int Orphans { get; init; }

    /// <summary>Where browsers and MCP clients over HTTP find the host; null when it listens on no port.</summary>
    public string? Url { get; init; }
}

/// <summary>A way to the host's web page that works once.</summary>
/// <param name="Url">With a code in it: not for logs.</param>
/// <param name="ExpiresAt">From then on it opens nothing.</param>
public sealed record LoginLink(string Url, DateTimeOffset ExpiresAt);

/// <summary>What the scaler sees, and what it allows.</summary>
/// <param name="Running">Slots in use.</param>
/// <param name="Queued">Tasks that wait for a slot.</param>
/// <param name="MaxSlots">Never more than this.</param>
/// <param name="CpuPercent">Use of all cores over the last reading, 0 to 100.</param>
/// <param name="MemoryAvailableBytes">What the kernel (or a tighter container limit) says is available.</param>
/// <param name="MemoryTotalBytes">All of it.</param>
/// <param name="HoldReason">Why the next task in line does not start; null when none waits.</param>
public sealed record CapacityView(
    int Running, int Queued, int MaxSlots, double CpuPercent,
    long MemoryAvailableBytes, long MemoryTotalBytes, string? HoldReason = null)
{
    /// <summary>True while nothing is started at all, by somebody's wish.</summary>
    public bool AllPaused { get; init; }

    /// <summary>Memory that agents must leave free.</summary>
    public long MemoryReserveBytes { get; init; }

    /// <summary>Mean number of tasks that want a processor, over a minute; null when the kernel does not say.</summary>
    public double? Load { get; init; }

    /// <summary>Percent of the last ten seconds in which somebody waited for memory; null when the kernel does not say.</summary>
    public double? MemoryPressure { get; init; }

    /// <summary>Free disk of the data folder; null when unknown.</summary>
    public long? DiskFreeBytes { get; init; }

    /// <summary>Every queue that is set, or that something runs or waits in.</summary>
    public IReadOnlyList<QueueView> Queues { get; init => field = value ?? []; } = [];
}

/// <summary>One queue as it stands.</summary>
/// <param name="Name"><c>default</c> for tasks that name none.</param>
/// <param name="Running">Tasks of it that have a slot.</param>
/// <param name="Waiting">Tasks of it that wait for one.</param>
/// <param name="Limit">Tasks of it that may run at once; null = as many as the machine allows.</param>
/// <param name="Paused">Nothing of it is started; what runs goes on.</param>
public sealed record QueueView(
    string Name, int Running, int Waiting, [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.Never)] int? Limit, bool Paused);
