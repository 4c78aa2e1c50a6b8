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
    };
}

/// <summary>One edge, and where the file says so.</summary>
internal sealed record FlowNeed(string On, DependencyPolicy OnFailure, Mark At);

/// <summary>One task as the file has it, defaults applied.</summary>
internal sealed record FlowTask(string Name, Mark At, string Agent, string Prompt, string Folder, FlowDefaults Settings, IReadOnlyList<FlowNeed> Needs)
{
    public TaskRequest ToRequest() => new()
    {
        Key = Name,
        Agent = Agent,
        Prompt = Prompt,
        Cwd = Folder,
        Priority = Settings.Priority ?? Priority.P2,
        After = [.. Needs.Select(need => new DependencyRequest(need.On, need.OnFailure))],
        TimeoutMs = Settings.TimeoutMs,
        MaxOutputBytes = Settings.MaxOutputBytes,
        Model = Settings.Model,
        PermissionMode = Settings.PermissionMode,
        AllowedTools = Settings.AllowedTools ?? [],
    };
}
