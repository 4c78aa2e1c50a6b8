namespace Delegate.Contracts;

/// <summary>
/// The settings of a host. Each is one row of <see cref="Settings"/>, which names its range and says what it is for;
/// the values come from the environment, else <c>config.json</c>, else the defaults here.
/// </summary>
public sealed record DelegateOptions
{
    /// <summary>How long an attempt may run when the task does not say; zero = no limit.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.Zero;

    /// <summary>Between the polite signal and the hard one.</summary>
    public TimeSpan KillGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Agents that may run at once; 0 = as many as the machine's readings allow.</summary>
    public int MaxSlots { get; init; }

    /// <summary>Starts are held back while the processors are busier than this, 10 to 100.</summary>
    public int TargetCpuPercent { get; init; } = 85;

    /// <summary>Memory that agents must leave free, in MiB; 0 = a tenth of the machine's, at least 512.</summary>
    public int MemoryReserveMb { get; init; }

    /// <summary>The least time between two starts of a model agent.</summary>
    public TimeSpan SpawnGap { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a fresh agent counts with its expected use instead of its measured one.</summary>
    public TimeSpan SettlingWindow { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Agents that run even while the processors or the memory are under pressure; 1 = there is always progress.</summary>
    public int MinSlots { get; init; } = 1;

    /// <summary>Agents that may be settling at once; 0 = twice the cores, at least 4.</summary>
    public int MaxSettling { get; init; }

    /// <summary>Percent of the time in which somebody waits for memory, above which nothing is started; 100 = never held.</summary>
    public int MemoryPressurePercent { get; init; } = 20;

    /// <summary>Free disk below which nothing is started, in MiB; 0 = not looked at.</summary>
    public int DiskReserveMb { get; init; } = 1_024;

    /// <summary>What is done when memory runs out although nothing more is started: <c>hold</c>, <c>freeze</c> or <c>requeue</c>.</summary>
    public string OnPressure { get; init; } = "hold";

    /// <summary>Memory that one agent with all its processes may take, in MiB; 0 = all that the machine has after the reserve.</summary>
    public int AgentMemoryMaxMb { get; init; }

    /// <summary>Waiting this long is worth one step of priority, so that nobody waits for ever.</summary>
    public TimeSpan Aging { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Model agents that may work in one folder tree at once; 0 = no limit.</summary>
    public int AgentsPerFolder { get; init; } = 1;

    /// <summary>The Claude Code program: a name on the PATH, or a path.</summary>
    public string ClaudePath { get; init; } = "claude";

    /// <summary>The model for tasks that name none; empty = Claude Code's own default.</summary>
    public string ClaudeModel { get; init; } = "";

    /// <summary>What delegated Claude sessions may do unasked, for tasks that do not say; empty = Claude Code's own default.</summary>
    public string ClaudePermissionMode { get; init; } = "";

    /// <summary>How long an attempt may give no sign of life when the task does not say; zero = for ever.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.Zero;

    /// <summary>Attempts of one task in all, when it does not say.</summary>
    public int RetryMaxAttempts { get; init; } = 3;

    /// <summary>The wait before a second attempt; doubled for each further one.</summary>
    public TimeSpan RetryBackoff { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest wait between two attempts.</summary>
    public TimeSpan RetryMaxBackoff { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Tasks in one submission at the most.</summary>
    public int MaxTasks { get; init; } = 10_000;

    /// <summary>Dependencies of one task at the most.</summary>
    public int MaxDependencies { get; init; } = 1_000;

    /// <summary>Tasks in one chain of unfinished ones at the most.</summary>
    public int MaxDepth { get; init; } = 1_000;

    /// <summary>How deep delegated sessions may delegate in turn: 1 = a session that somebody delegated may, its children may not.</summary>
    public int DelegationDepth { get; init; } = 2;

    /// <summary>Tasks that one delegated session may delegate at the most.</summary>
    public int DelegationsPerTask { get; init; } = 50;

    /// <summary>Bytes of one other task's result that are put into a prompt at the most.</summary>
    public int ResultBudgetKb { get; init; } = 16;

    /// <summary>MiB of output that an attempt's stdout (and likewise its stderr) may take when the task does not say; 0 = no limit.</summary>
    public int MaxOutputMb { get; init; } = 256;

    /// <summary>MiB of output that all attempts together may take; 0 = no limit.</summary>
    public int OutputBudgetMb { get; init; } = 10_240;

    /// <summary>The port on the loopback for the web page and MCP over HTTP; 0 = any free one, kept over restarts; -1 = none.</summary>
    public int Port { get; init; }

    /// <summary>The least severe entry that the host's log keeps.</summary>
    public string LogLevel { get; init; } = "info";
}
