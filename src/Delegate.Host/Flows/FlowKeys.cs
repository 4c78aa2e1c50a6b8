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

    /// <summary>The long form of one entry of <see cref="Needs"/>.</summary>
    public const string NeedsTask = "task";

    public static readonly string[] Top = [Tasks, Defaults];
    public static readonly string[] Default = [Agent, Cwd, Priority, Timeout, MaxOutput, Model, PermissionMode, AllowedTools, OnFailure];
    public static readonly string[] Task = [Needs, Prompt, Command, .. Default];
    public static readonly string[] Need = [NeedsTask, OnFailure];

    public static readonly string[] Agents = [Contracts.AgentNames.Claude, Contracts.AgentNames.Shell];
    public static readonly string[] PermissionModes = ["default", "acceptEdits", "plan", "dontAsk", "auto", "bypassPermissions"];
}
