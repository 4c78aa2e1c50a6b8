using System.CommandLine;
using Delegate.Cli.Following;
using Delegate.Cli.Json;
using Delegate.Cli.Parsing;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary><c>delegate run</c>: submits one task.</summary>
internal static class RunCommand
{
    public static Command Create(CliContext context)
    {
        var prompt = new Argument<string[]>("prompt")
        {
            Description = "What to do: one prompt, or the command line after --; - reads it from stdin.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var promptFile = new Option<string?>("--prompt-file") { Description = "Read the prompt from a file; - is stdin.", HelpName = "file" };
        var agent = new Option<string>("--agent")
        {
            Description = "Who does the work: claude, or shell for a command line.",
            DefaultValueFactory = _ => AgentNames.Claude,
        };
        var after = new Option<string[]>("--after")
        {
            Description = "Start when this task has succeeded; may be repeated, or a list with commas.",
            HelpName = "id",
        };
        var onFailure = new Option<DependencyPolicy>("--on-failure")
        {
            Description = "If a task of --after does not succeed: cancel this one (default), run it anyway, or hold it.",
            HelpName = "cancel|run|hold",
            CustomParser = result => Word<DependencyPolicy>(result, "--on-failure", "cancel, run or hold"),
        };
        var priority = new Option<Priority>("--priority", "-p")
        {
            Description = "Who goes first: P0 (critical), P1, P2 (default).",
            HelpName = "P0|P1|P2",
            CustomParser = result => Word<Priority>(result, "--priority", "P0, P1 or P2"),
            DefaultValueFactory = _ => Priority.P2,
        };
        var cwd = new Option<string?>("--cwd", "-C") { Description = "The folder to work in; the current one by default.", HelpName = "folder" };
        var timeout = CommonOptions.Duration("--timeout", "End it when it runs longer: 30s, 10m, 2h, or milliseconds.");
        var maxOutput = new Option<long?>("--max-output")
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
        var model = new Option<string?>("--model") { Description = "The model, in the agent's own words.", HelpName = "name" };
        var mode = new Option<string?>("--permission-mode")
        {
            Description = "What Claude Code may do unasked: acceptEdits, plan, dontAsk, bypassPermissions, ...",
            HelpName = "mode",
        };
        var tools = new Option<string[]>("--allowed-tools")
        {
            Description = "Tools that Claude Code may use unasked, such as \"Bash(git:*)\"; may be repeated.",
            HelpName = "rule",
        };
        var follow = new Option<bool>("--follow", "-f") { Description = "Show its output as it comes; exit with its exit code." };
        var json = CommonOptions.Json("one object with the task's id (with --follow: the ended task)");

        var verb = new Verb("run", "Submit one task: a prompt for Claude Code, or a command.",
            "delegate run \"add a test for the date parser\"",
            "delegate run --agent shell --follow -- dotnet test --nologo",
            "delegate run --after 7k2m --on-failure run \"write down what happened\"",
            "git diff | delegate run --prompt-file - --priority P1")
        {
            prompt, promptFile, agent, after, onFailure, priority, cwd, timeout, maxOutput, model, mode, tools, follow, json,
        };
        verb.SetAction(async (parsed, cancel) =>
        {
            var name = parsed.GetValue(agent)!;
            var task = new TaskRequest
            {
                Agent = name,
                Prompt = await PromptSource.ReadAsync(context, name, parsed.GetValue(prompt)!, parsed.GetValue(promptFile), cancel),
                Cwd = Folders.Existing(context, parsed.GetValue(cwd)),
                Priority = parsed.GetValue(priority),
                TimeoutMs = (long?)parsed.GetValue(timeout)?.TotalMilliseconds,
                MaxOutputBytes = parsed.GetValue(maxOutput),
                Model = parsed.GetValue(model),
                PermissionMode = parsed.GetValue(mode),
                AllowedTools = parsed.GetValue(tools) ?? [],
            };
            var client = await context.Hosts.ConnectAsync(cancel);
            var parents = await TaskNames.ResolveAllAsync(client, TaskNames.SplitLists(parsed.GetValue(after) ?? []), cancel);
            var policy = parsed.GetValue(onFailure);
            var reply = await client.SubmitAsync(new SubmitRequest
            {
                Tasks = [task with { After = [.. parents.Select(id => new DependencyRequest(id.Value, policy))] }],
                Source = "cli",
                CallerSession = context.Environment("CLAUDE_CODE_SESSION_ID"),
            }, cancel);
            return await FinishAsync(context, reply, parsed.GetValue(follow), parsed.GetValue(json), cancel);
        });
        return verb;
    }

    private static async Task<int> FinishAsync(CliContext context, SubmitReply reply, bool follow, bool json, CancellationToken cancel)
    {
        var id = reply.Tasks[0].Id;
        if (!follow)
        {
            if (json)
                context.Terminal.OutJson(new AcceptedTask(id, reply.GraphId), CliJson.Default.AcceptedTask);
            else
                context.Terminal.Out(id.Value);
            context.Terminal.Say($"accepted; watch it with: delegate logs -f {id}");
            return ExitCodes.Ok;
        }
        context.Terminal.Say($"{id}: accepted");
        var options = new FollowOptions { OutputAsWords = json };
        return await Detaching.RunAsync(context, [id], async () =>
        {
            var ended = await Follower.RunAsync(context, [new(id, id.Value, null)], options, cancel);
            if (json)
                context.Terminal.OutJson(ended[0], ContractsJson.Default.TaskView);
            return ExitCodes.Of(ended);
        });
    }

    private static T Word<T>(System.CommandLine.Parsing.ArgumentResult result, string option, string accepts) where T : struct, Enum
    {
        var text = result.Tokens[0].Value;
        if (!CommonOptions.TryWord<T>(text, out var value))
            result.AddError($"{option} cannot be '{text}': it must be {accepts}.");
        return value;
    }
}
