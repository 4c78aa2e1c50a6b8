using System.CommandLine;
using Delegate.Cli.Parsing;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary>What one task is to be: every option of <c>run</c> that describes the task, and not the handing over.</summary>
internal sealed class TaskOptions
{
    private readonly Option<string> _agent = new("--agent")
    {
        Description = "Who does the work: claude, or shell for a command line.",
        DefaultValueFactory = _ => AgentNames.Claude,
    };

    private readonly Option<string?> _cwd = new("--cwd", "-C") { Description = "The folder to work in; the current one by default.", HelpName = "folder" };

    private readonly Option<Priority> _priority = new("--priority", "-p")
    {
        Description = "Who goes first: P0 (critical), P1, P2 (default).",
        HelpName = "P0|P1|P2",
        CustomParser = result => CommonOptions.Word<Priority>(result, "--priority", "P0, P1 or P2"),
        DefaultValueFactory = _ => Priority.P2,
    };

    private readonly Option<string?> _queue = new("--queue") { Description = "The queue to wait in; see delegate queue.", HelpName = "name" };

    private readonly Option<bool> _shareFolder = new("--share-folder")
    {
        Description = "Let it work in a folder where another agent works already; otherwise it waits for that one.",
    };

    private readonly Option<string?> _model = new("--model") { Description = "The model, in the agent's own words.", HelpName = "name" };

    private readonly Option<string?> _mode = new("--permission-mode")
    {
        Description = "What Claude Code may do unasked: acceptEdits, plan, dontAsk, bypassPermissions, ...",
        HelpName = "mode",
    };

    private readonly Option<string[]> _tools = new("--allowed-tools")
    {
        Description = "Tools that Claude Code may use unasked, such as \"Bash(git:*)\"; may be repeated.",
        HelpName = "rule",
    };

    private readonly Option<bool> _allowDelegation = new("--allow-delegation")
    {
        Description = "Give Claude Code Delegate's own tools, so that it can delegate in turn (limits: delegationDepth, delegationsPerTask).",
    };

    private readonly Option<string?> _jsonSchema = new("--json-schema")
    {
        Description = "A file with a JSON Schema that the answer of Claude Code must fit; - is stdin.",
        HelpName = "file",
    };

    private readonly Option<TimeSpan?> _timeout = CommonOptions.Duration("--timeout", "End it when it runs longer: 30s, 10m, 2h, or milliseconds.");

    private readonly Option<TimeSpan?> _idle = CommonOptions.Duration("--idle", "Count it as stalled when it gives no sign of life for so long.");

    private readonly Option<long?> _maxOutput = new("--max-output")
    {
        Description = "Of more output than this keep the beginning and the end: 64m, 1g, or bytes; at least 1m.",
        HelpName = "size",
        CustomParser = result =>
        {
            if (ByteSizes.TryParse(result.Tokens[0].Value, out var bytes))
                return bytes;
            result.AddError($"--max-output cannot be '{result.Tokens[0].Value}': it must be {ByteSizes.Accepts}.");
            return null;
        },
    };

    private readonly RetryOptions _retry = new();

    public IEnumerable<Option> All =>
        [_agent, _cwd, _priority, _queue, _shareFolder, _model, _mode, _tools, _allowDelegation, _jsonSchema, _timeout, _idle, _maxOutput, .. _retry.All];

    public string AgentOf(ParseResult parsed) => parsed.GetValue(_agent)!;

    public async Task<TaskRequest> ReadAsync(CliContext context, ParseResult parsed, string prompt, CancellationToken cancel) => new()
    {
        Agent = AgentOf(parsed),
        Prompt = prompt,
        Cwd = Folders.Existing(context, parsed.GetValue(_cwd)),
        Priority = parsed.GetValue(_priority),
        Queue = parsed.GetValue(_queue),
        ShareFolder = parsed.GetValue(_shareFolder),
        Model = parsed.GetValue(_model),
        PermissionMode = parsed.GetValue(_mode),
        AllowedTools = parsed.GetValue(_tools) ?? [],
        AllowDelegation = parsed.GetValue(_allowDelegation),
        JsonSchema = parsed.GetValue(_jsonSchema) is { } file ? await PromptSource.ReadTextAsync(context, file, cancel) : null,
        TimeoutMs = (long?)parsed.GetValue(_timeout)?.TotalMilliseconds,
        IdleMs = (long?)parsed.GetValue(_idle)?.TotalMilliseconds,
        MaxOutputBytes = parsed.GetValue(_maxOutput),
        Retry = _retry.Read(parsed),
    };
}
