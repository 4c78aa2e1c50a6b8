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
        var options = new TaskOptions();
        var after = Ids("--after", "Start when this task has succeeded; may be repeated, or a list with commas.");
        var onFailure = CommonOptions.OnFailure("a task of --after");
        var continueFrom = Ids("--continue-from", "Start when this task has succeeded, and put its result before the prompt; may be repeated, or a list with commas.");
        var key = new Option<string?>("--key") { Description = "Name this wish: with the same name again it makes no second task, and prints the first one's id.", HelpName = "words" };
        var follow = CommonOptions.Follow();
        var json = CommonOptions.Json("one object with the task's id (with --follow: the ended task)", CliJson.Default.AcceptedTask, ContractsJson.Default.TaskView);

        var verb = new Verb("run", "Submit one task: a prompt for Claude Code, or a command.",
            "delegate run \"add a test for the date parser\"",
            "delegate run --agent shell --follow -- dotnet test --nologo",
            "delegate run --after 7k2m --on-failure run \"write down what happened\"",
            "git diff | delegate run --prompt-file - --priority P1")
        {
            prompt, promptFile, after, onFailure, continueFrom, key, follow, json,
        };
        foreach (var option in options.All)
            verb.Options.Add(option);
        verb.SetAction(async (parsed, cancel) =>
        {
            var words = await PromptSource.ReadAsync(context, options.AgentOf(parsed), parsed.GetValue(prompt)!, parsed.GetValue(promptFile), cancel);
            var task = await options.ReadAsync(context, parsed, words, cancel);
            var client = await context.Hosts.ConnectAsync(cancel);
            var parents = await TaskNames.ResolveAllAsync(client, TaskNames.SplitLists(parsed.GetValue(after) ?? []), cancel);
            var sources = await TaskNames.ResolveAllAsync(client, TaskNames.SplitLists(parsed.GetValue(continueFrom) ?? []), cancel);
            var policy = parsed.GetValue(onFailure);
            var reply = await client.SubmitAsync(new SubmitRequest
            {
                Tasks = [task with { After = [.. parents.Select(id => new DependencyRequest(id.Value, policy))], ContinueFrom = [.. sources.Select(id => id.Value)] }],
                Source = "cli",
                CallerSession = context.Environment("CLAUDE_CODE_SESSION_ID"),
                CallerProject = Caller.ProjectOf(context),
                IdempotencyKey = parsed.GetValue(key),
            }, cancel);
            return await FinishAsync(context, reply, parsed.GetValue(follow), parsed.GetValue(json), cancel);
        });
        return verb;
    }

    private static async Task<int> FinishAsync(CliContext context, SubmitReply reply, bool follow, bool json, CancellationToken cancel)
    {
        var id = reply.Tasks[0].Id;
        if (follow)
            return await FollowOne.RunAsync(context, id, json, cancel);
        if (json)
            context.Terminal.OutJson(new AcceptedTask(id, reply.GraphId), CliJson.Default.AcceptedTask);
        else
            context.Terminal.Out(id.Value);
        context.Terminal.Say($"accepted; watch it with: delegate logs -f {id}");
        return ExitCodes.Ok;
    }

    private static Option<string[]> Ids(string name, string about) => new(name) { Description = about, HelpName = "id" };
}
