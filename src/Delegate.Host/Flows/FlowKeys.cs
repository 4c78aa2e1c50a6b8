namespace Delegate.Host.Flows;

/// <summary>The words of a flow file. docs/flow-schema.json has the same; a spec holds the two together.</summary>
internal static class FlowKeys
{
    public const string Tasks = "tasks";
    public const string Defaults = "defaults";

    public const string Needs = "needs";
    public const string Prompt = "prompt";
    public const string Command = "command";
    public const string Agent = "agent";
    public const string Cwd = "cwd";
    public const string Priority = "priority";
    public const string Timeout = "timeout";
    public const string MaxOutput = "max-output";
    public const string Model = "model";
    public const string PermissionMode = "permission-mode";
    public const string AllowedTools = "allowed-tools";
    public const string OnFailure = "on-failure";

    public const string ContinueFrom = "continue-from";
    public const string Retry = "retry";
    public const string Idle = "idle";
    public const string Queue = "queue";
    public const string ShareFolder = "share-folder";
    public const string Schema = "schema";

    /// <summary>The long form of <see cref="Retry"/>.</summary>
    public const string Attempts = "attempts";
    public const string Backoff = "backoff";
    public const string MaxBackoff = "max-backoff";
    public const string On = "on";
    public const string OnLost = "on-lost";

    /// <summary>The long form of one entry of <see cref="Needs"/>.</summary>
    public const string NeedsTask = "task";

    public static readonly string[] Top = [Tasks, Defaults];
    public static readonly string[] Default = [Agent, Cwd, Priority, Timeout, MaxOutput, Model, PermissionMode, AllowedTools, OnFailure, Retry, Idle, Queue, ShareFolder];
    public static readonly string[] Task = [Needs, ContinueFrom, Prompt, Command, Schema, .. Default];
    public static readonly string[] Need = [NeedsTask, OnFailure];

    public static readonly string[] RetryPolicy = [Attempts, Backoff, MaxBackoff, On, OnLost];

    public static readonly string[] Agents = [Contracts.AgentNames.Claude, Contracts.AgentNames.Shell];
    public static readonly string[] PermissionModes = ["default", "acceptEdits", "plan", "dontAsk", "auto", "bypassPermissions"];
}
