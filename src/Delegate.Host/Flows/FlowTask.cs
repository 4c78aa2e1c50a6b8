using Delegate.Actors.Tasks;
using Delegate.Contracts;

namespace Delegate.Host.Flows;

/// <summary>What <c>defaults:</c> and a task can both say.</summary>
internal sealed record FlowDefaults
{
    public string? Agent { get; init; }
    public string? Cwd { get; init; }
    public Priority? Priority { get; init; }
    public long? TimeoutMs { get; init; }
    public long? MaxOutputBytes { get; init; }
    public string? Model { get; init; }
    public string? PermissionMode { get; init; }
    public IReadOnlyList<string>? AllowedTools { get; init; }
    public DependencyPolicy? OnFailure { get; init; }
    public RetryPolicy? Retry { get; init; }
    public long? IdleMs { get; init; }
    public string? Queue { get; init; }
    public bool? ShareFolder { get; init; }

    public static FlowDefaults From(Dictionary<string, FlowEntry> entries, FlowValues values) => new()
    {
        Agent = values.OneOf(entries, FlowKeys.Agent, FlowKeys.Agents, ErrorCodes.UnknownAgent),
        Cwd = values.Folder(entries, FlowKeys.Cwd),
        Priority = values.Word<Priority>(entries, FlowKeys.Priority),
        TimeoutMs = values.Duration(entries, FlowKeys.Timeout),
        MaxOutputBytes = values.Bytes(entries, FlowKeys.MaxOutput),
        Model = values.Text(entries, FlowKeys.Model),
        PermissionMode = values.OneOf(entries, FlowKeys.PermissionMode, FlowKeys.PermissionModes),
        AllowedTools = values.Texts(entries, FlowKeys.AllowedTools),
        OnFailure = values.Word<DependencyPolicy>(entries, FlowKeys.OnFailure),
        Retry = FlowRetry.Read(entries, values),
        IdleMs = values.Duration(entries, FlowKeys.Idle, least: 10_000, range: "from 10s to 24h"),
        Queue = values.QueueName(entries, FlowKeys.Queue),
        ShareFolder = values.Flag(entries, FlowKeys.ShareFolder),
    };

    /// <summary>These; where they are silent, the others.</summary>
    public FlowDefaults Over(FlowDefaults others) => new()
    {
        Agent = Agent ?? others.Agent,
        Cwd = Cwd ?? others.Cwd,
        Priority = Priority ?? others.Priority,
        TimeoutMs = TimeoutMs ?? others.TimeoutMs,
        MaxOutputBytes = MaxOutputBytes ?? others.MaxOutputBytes,
        Model = Model ?? others.Model,
        PermissionMode = PermissionMode ?? others.PermissionMode,
        AllowedTools = AllowedTools ?? others.AllowedTools,
        OnFailure = OnFailure ?? others.OnFailure,
        Retry = FlowRetry.Over(Retry, others.Retry),
        IdleMs = IdleMs ?? others.IdleMs,
        Queue = Queue ?? others.Queue,
        ShareFolder = ShareFolder ?? others.ShareFolder,
    };
}

/// <summary>One edge, and where the file says so.</summary>
internal sealed record FlowNeed(string On, DependencyPolicy OnFailure, Mark At);

/// <summary>One task as the file has it, defaults applied.</summary>
internal sealed record FlowTask(string Name, Mark At, string Agent, string Prompt, string Folder, FlowDefaults Settings, IReadOnlyList<FlowNeed> Needs)
{
    /// <summary>Whose results are put before the prompt.</summary>
    public IReadOnlyList<FlowNeed> ContinueFrom { get; init; } = [];

    /// <summary>Whose results the prompt names.</summary>
    public IReadOnlyList<FlowNeed> Named { get; init; } = [];

    public string? JsonSchema { get; init; }

    /// <summary>Everything that it waits for; whose result it takes up it waits for, whether it says so or not.</summary>
    public IReadOnlyList<FlowNeed> WaitsFor => field ??=
        [.. Needs, .. ContinueFrom.Concat(Named).ExceptBy(Needs.Select(need => need.On), taken => taken.On).DistinctBy(taken => taken.On)];

    public TaskRequest ToRequest() => new()
    {
        Key = Name,
        Agent = Agent,
        Prompt = Prompt,
        Cwd = Folder,
        Priority = Settings.Priority ?? Priority.P2,
        After = [.. WaitsFor.Select(need => new DependencyRequest(need.On, need.OnFailure))],
        TimeoutMs = Settings.TimeoutMs,
        MaxOutputBytes = Settings.MaxOutputBytes,
        Model = Settings.Model,
        PermissionMode = Settings.PermissionMode,
        AllowedTools = Settings.AllowedTools ?? [],
        ContinueFrom = [.. ContinueFrom.Select(taken => taken.On)],
        Expressions = Prompt.Contains(PromptTemplate.Opening, StringComparison.Ordinal),
        Retry = Settings.Retry,
        IdleMs = Settings.IdleMs,
        Queue = Settings.Queue,
        ShareFolder = Settings.ShareFolder ?? false,
        JsonSchema = JsonSchema,
    };
}
