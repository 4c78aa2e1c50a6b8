using System.CommandLine;
using Delegate.Contracts;

namespace Delegate.Cli.Commands.Schedules;

/// <summary>What can be said of a task that somebody else will start: by a schedule, or as a step of a pipeline.</summary>
internal sealed class ScheduledTaskOptions
{
    private readonly Option<string?> _agent = new("--agent", "-a") { Description = "Who does the work: claude (default), or shell for a command line.", HelpName = "agent" };
    private readonly Option<Priority?> _priority = new("--priority", "-p")
    {
        Description = "Who goes first: P0 (critical), P1, P2 (default).", HelpName = "P0|P1|P2",
        CustomParser = result => WordOptions.Parse<Priority>(result, "--priority", "P0, P1 or P2"),
    };
    private readonly Option<string?> _cwd = new("--cwd", "-C", "--working-directory", "-w") { Description = "The folder to work in; the current one by default.", HelpName = "folder" };
    private readonly Option<TimeSpan?> _timeout = CommonOptions.Duration("--timeout", "End a task when it runs longer: 30s, 10m, 2h, or milliseconds.");
    private readonly Option<string?> _model = new("--model", "-m") { Description = "The model, in the agent's own words.", HelpName = "name" };
    private readonly Option<string?> _mode = new("--permission-mode") { Description = "What Claude Code may do unasked: acceptEdits, plan, dontAsk, bypassPermissions, ...", HelpName = "mode" };
    private readonly Option<string[]> _tools = new("--allowed-tools") { Description = "Tools that Claude Code may use unasked; may be repeated.", HelpName = "rule" };
    private readonly Option<string?> _queue = new("--queue") { Description = "The queue that its tasks wait in.", HelpName = "name" };

    public IEnumerable<Option> All => [_agent, _priority, _cwd, _timeout, _model, _mode, _tools, _queue];

    public string? Agent(ParseResult parsed) => parsed.GetValue(_agent);

    /// <summary>A task with these words and options; what an option does not say is taken from <paramref name="before"/>.</summary>
    public TaskRequest Task(CliContext context, ParseResult parsed, string? prompt, TaskRequest? before)
    {
        var folder = parsed.GetValue(_cwd) is { } named || before is null ? Folders.Existing(context, parsed.GetValue(_cwd)) : before.Cwd;
        return (before ?? new() { Prompt = prompt!, Cwd = folder }) with
        {
            Prompt = prompt ?? before!.Prompt,
            Cwd = folder,
            Agent = parsed.GetValue(_agent) ?? before?.Agent ?? AgentNames.Claude,
            Priority = parsed.GetValue(_priority) ?? before?.Priority ?? Priority.P2,
            TimeoutMs = (long?)parsed.GetValue(_timeout)?.TotalMilliseconds ?? before?.TimeoutMs,
            Model = parsed.GetValue(_model) ?? before?.Model,
            PermissionMode = parsed.GetValue(_mode) ?? before?.PermissionMode,
            AllowedTools = parsed.GetValue(_tools) is { Length: > 0 } tools ? tools : before?.AllowedTools ?? [],
            Queue = parsed.GetValue(_queue) ?? before?.Queue,
        };
    }
}

internal static class WordOptions
{
    public static T? Parse<T>(System.CommandLine.Parsing.ArgumentResult result, string option, string accepts) where T : struct, Enum
    {
        var text = result.Tokens[0].Value.Replace("-", "", StringComparison.Ordinal);
        if (CommonOptions.TryWord<T>(text, out var value))
            return value;
        result.AddError($"{option} cannot be '{result.Tokens[0].Value}': it must be {accepts}.");
        return null;
    }
}
