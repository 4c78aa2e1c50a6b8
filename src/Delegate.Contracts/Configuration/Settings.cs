using System.Globalization;

namespace Delegate.Contracts;

/// <summary>One setting: its names, its range, and how it goes into <see cref="DelegateOptions"/>.</summary>
/// <param name="Key">Its name in <c>config.json</c> and on the command line.</param>
/// <param name="Default">What holds when nobody says otherwise.</param>
/// <param name="Accepts">The range in words.</param>
/// <param name="About">What it is for: one sentence.</param>
/// <param name="TryApply">The options with <c>text</c> as the new value, or null when it is not acceptable.</param>
public sealed record Setting(
    string Key, string Default, string Accepts, string About, Func<DelegateOptions, string, DelegateOptions?> TryApply)
{
    /// <summary>The environment variable of the same meaning: <c>maxSlots</c> is <c>DELEGATE_MAX_SLOTS</c>.</summary>
    public string Variable { get; } = "DELEGATE_" + string.Concat(Key.Select(c => char.IsUpper(c) ? $"_{c}" : $"{char.ToUpperInvariant(c)}"));
}

/// <summary>Every setting there is: <c>delegate config</c>, the host and the documents read this one table.</summary>
public static class Settings
{
    private static readonly string[] LogLevels = ["debug", "info", "warn", "error"];
    private static readonly string[] PermissionModes = ["", "default", "acceptEdits", "plan", "dontAsk", "auto", "bypassPermissions"];

    /// <summary>All of them, in the order in which they are shown.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        Whole("timeoutMs", "0", 0, 86_400_000, "Milliseconds that an attempt may run when the task does not say; 0 = no limit.",
            (o, n) => o with { Timeout = TimeSpan.FromMilliseconds(n) }),
        Whole("killGraceMs", "5000", 0, 60_000, "Milliseconds between SIGTERM and SIGKILL when an agent is ended.",
            (o, n) => o with { KillGrace = TimeSpan.FromMilliseconds(n) }),
        Whole("maxSlots", "0", 0, 1_000, "Agents that may run at once; 0 = as many as the machine's readings allow.",
            (o, n) => o with { MaxSlots = n }),
        Whole("targetCpuPercent", "85", 10, 100, "No agent is started while the processors are busier than this.",
            (o, n) => o with { TargetCpuPercent = n }),
        Whole("memoryReserveMb", "0", 0, 1_048_576, "MiB of memory that agents must leave free; 0 = a tenth of the machine's, at least 512.",
            (o, n) => o with { MemoryReserveMb = n }),
        Whole("spawnGapMs", "500", 0, 60_000, "Least milliseconds between two starts of a model agent.",
            (o, n) => o with { SpawnGap = TimeSpan.FromMilliseconds(n) }),
        Whole("settlingWindowMs", "10000", 0, 120_000, "Milliseconds in which a fresh agent counts with its expected use instead of its measured one.",
            (o, n) => o with { SettlingWindow = TimeSpan.FromMilliseconds(n) }),
        Whole("minSlots", "1", 0, 1_000, "Agents that run even while the processors or the memory are under pressure, so that there is progress.",
            (o, n) => o with { MinSlots = n }),
        Whole("maxSettling", "0", 0, 1_000, "Agents that may be so fresh at once that the readings do not show them yet; 0 = twice the cores, at least 4.",
            (o, n) => o with { MaxSettling = n }),
        Whole("memoryPressurePercent", "20", 1, 100, "Nothing is started while somebody waits for memory for more than this part of the time; 100 = whatever they wait.",
            (o, n) => o with { MemoryPressurePercent = n }),
        Whole("diskReserveMb", "1024", 0, 1_048_576, "MiB free on the disk of the data folder below which nothing is started; 0 = not looked at.",
            (o, n) => o with { DiskReserveMb = n }),
        OneOf("onPressure", "hold", ["hold", "freeze", "requeue"], "When memory runs out although nothing more is started: freeze the youngest of the lowest priority; requeue ends it too, to go on later.",
            (o, text) => o with { OnPressure = text }),
        Whole("agentMemoryMaxMb", "0", 0, 1_048_576, "MiB that one agent with all its processes may take; 0 = all that the machine has after the reserve.",
            (o, n) => o with { AgentMemoryMaxMb = n }),
        Whole("agingMinutes", "10", 1, 1_440, "Minutes of waiting that are worth one step of priority, so that no task waits for ever.",
            (o, n) => o with { Aging = TimeSpan.FromMinutes(n) }),
        Whole("agentsPerFolder", "1", 0, 1_000, "Model agents that may work in one folder tree at once; 0 = no limit. Commands are not counted.",
            (o, n) => o with { AgentsPerFolder = n }),
        Whole("idleMs", "0", 0, 86_400_000, "Milliseconds without a sign of life after which an attempt counts as stalled, when the task does not say; 0 = no limit.",
            (o, n) => o with { Idle = TimeSpan.FromMilliseconds(n) }),
        Whole("retryMaxAttempts", "3", 1, 100, "Attempts of one task in all, for failures that pass by themselves; 1 = no second one.",
            (o, n) => o with { RetryMaxAttempts = n }),
        Whole("retryBackoffMs", "5000", 0, 3_600_000, "Milliseconds before a second attempt; doubled for each further one.",
            (o, n) => o with { RetryBackoff = TimeSpan.FromMilliseconds(n) }),
        Whole("retryMaxBackoffMs", "300000", 0, 86_400_000, "Milliseconds between two attempts at the most.",
            (o, n) => o with { RetryMaxBackoff = TimeSpan.FromMilliseconds(n) }),
        Whole("maxTasks", "10000", 1, 100_000, "Tasks in one submission at the most.",
            (o, n) => o with { MaxTasks = n }),
        Whole("maxDependencies", "1000", 1, 10_000, "Dependencies of one task at the most.",
            (o, n) => o with { MaxDependencies = n }),
        Whole("maxDepth", "1000", 1, 100_000, "Tasks in one chain of unfinished ones at the most.",
            (o, n) => o with { MaxDepth = n }),
        Whole("delegationDepth", "2", 0, 10, "How deep delegated sessions may delegate in turn (where they may at all); 0 = never.",
            (o, n) => o with { DelegationDepth = n }),
        Whole("delegationsPerTask", "50", 1, 10_000, "Tasks that one delegated session may delegate at the most.",
            (o, n) => o with { DelegationsPerTask = n }),
        Whole("resultBudgetKb", "16", 1, 1_024, "KiB of another task's result that are put into a prompt at the most.",
            (o, n) => o with { ResultBudgetKb = n }),
        new("claudePath", "claude", "a name on the PATH, or a path", "The Claude Code program.",
            (o, text) => text.Length > 0 ? o with { ClaudePath = text } : null),
        new("claudeModel", "", "a model's name, or empty", "The model for tasks that name none; empty = Claude Code's own default.",
            (o, text) => o with { ClaudeModel = text }),
        OneOf("claudePermissionMode", "", PermissionModes, "What delegated Claude sessions may do unasked; empty = Claude Code's own default.",
            (o, text) => o with { ClaudePermissionMode = text }),
        Whole("maxOutputMb", "256", 0, 1_048_576, "MiB that an attempt's stdout, and likewise its stderr, may take when the task does not say (the middle of a longer one is dropped); 0 = no limit.",
            (o, n) => o with { MaxOutputMb = n }),
        Whole("outputBudgetMb", "10240", 0, 1_048_576, "MiB that the output of all attempts may take; beyond it, ended ones keep 64 KiB of each end; 0 = no limit.",
            (o, n) => o with { OutputBudgetMb = n }),
        new("port", "0", "a whole number, -1 to 65535", "The port on the loopback for the web page and for MCP over HTTP; 0 = any free one, kept over restarts; -1 = none.",
            (o, text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) && n is >= -1 and <= 65_535 ? o with { Port = n } : null),
        OneOf("logLevel", "info", LogLevels, "The least severe entry that the host's log keeps.",
            (o, text) => o with { LogLevel = text }),
    ];

    /// <summary>The setting with this key; null when there is none.</summary>
    public static Setting? Find(string key) =>
        All.FirstOrDefault(setting => setting.Key.Equals(key, StringComparison.OrdinalIgnoreCase));

    /// <summary>True for a permission mode that Claude Code knows; empty means its own default.</summary>
    public static bool IsPermissionMode(string mode) => PermissionModes.Contains(mode);

    private static Setting Whole(string key, string @default, int min, int max, string about, Func<DelegateOptions, int, DelegateOptions> apply) =>
        new(key, @default, $"a whole number, {min.ToString(CultureInfo.InvariantCulture)} to {max.ToString(CultureInfo.InvariantCulture)}", about,
            (o, text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= min && n <= max ? apply(o, n) : null);

    private static Setting OneOf(string key, string @default, string[] words, string about, Func<DelegateOptions, string, DelegateOptions> apply) =>
        new(key, @default, string.Join(", ", words.Where(word => word.Length > 0)), about,
            (o, text) => words.Contains(text) ? apply(o, text) : null);
}
