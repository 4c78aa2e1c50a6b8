using System.CommandLine;
using Delegate.Cli.Json;
using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli.Commands.Schedules;

/// <summary><c>delegate pipeline</c>: a chain of prompts in one submission.</summary>
internal static class PipelineCommand
{
    public static Command Create(CliContext context)
    {
        var steps = new Argument<string[]>("step")
        {
            Description = $"{Pipeline.Fewest} to {Pipeline.Most} prompts (or command lines, with --agent shell); each starts when the one before has succeeded.",
            Arity = ArgumentArity.OneOrMore,
        };
        var options = new ScheduledTaskOptions();
        var json = CommonOptions.Json("one object with graphId and tasks", ContractsJson.Default.SubmitReply);
        var verb = new Verb("pipeline", "Submit a chain of prompts: all of them, or none; the first starts at once.",
            "delegate pipeline \"write the tests\" \"make them pass\" \"write the changelog\"",
            "delegate pipeline --agent shell \"make build\" \"make test\" \"make deploy\"",
            "delegate pipeline \"fix the build\" \"review the fix\" --json | jq -r '.tasks[-1].id'")
        {
            steps, json,
        };
        foreach (var option in options.All)
            verb.Add(option);
        verb.SetAction(async (parsed, cancel) =>
        {
            var prompts = parsed.GetValue(steps)!;
            if (prompts.Length is < Pipeline.Fewest or > Pipeline.Most)
                throw CommonOptions.Usage($"A pipeline has {Pipeline.Fewest} to {Pipeline.Most} steps; this one has {prompts.Length}.", "put each step in quotes; a longer chain is a flow file: delegate flow run --help");
            var client = await context.Hosts.ConnectAsync(cancel);
            var reply = await client.SubmitAsync(new()
            {
                Tasks = Pipeline.Chain([.. prompts.Select(prompt => options.Task(context, parsed, prompt, null))]),
                Source = "cli",
                CallerSession = context.Environment("CLAUDE_CODE_SESSION_ID"),
                CallerProject = Caller.ProjectOf(context),
            }, cancel);
            if (parsed.GetValue(json))
                context.Terminal.OutJson(reply, ContractsJson.Default.SubmitReply);
            else
                context.Terminal.Out(new Table(["NAME", "ID"], [.. reply.Tasks.Select(task => new Cell[] { task.Key ?? "", task.Id.Value })]));
            context.Terminal.Say($"accepted {Words.Plural(reply.Tasks.Count, "step")}; see delegate list, delegate wait {reply.Tasks[^1].Id}");
            return ExitCodes.Ok;
        });
        return verb;
    }
}
