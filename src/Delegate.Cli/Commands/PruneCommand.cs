using System.CommandLine;
using Delegate.Cli.Json;
using Delegate.Cli.Parsing;
using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary><c>delegate prune</c>: forgets tasks that have ended, for good.</summary>
internal static class PruneCommand
{
    private const int MostShown = 20;

    public static Command Create(CliContext context)
    {
        var olderThan = CommonOptions.Age("--older-than", "Forget tasks that ended longer ago than this.");
        var keep = new Option<int?>("--keep") { Description = "Keep so many of those that ended last.", HelpName = "n" };
        var maxSize = new Option<string?>("--max-size") { Description = $"Keep so much output of those that ended last: {Sizes.Accepts}.", HelpName = "size" };
        keep.Validators.Add(result =>
        {
            if (!result.Errors.Any() && result.GetValueOrDefault<int?>() < 0)
                result.AddError("--keep must be a whole number, 0 or more.");
        });
        maxSize.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !Sizes.TryParse(text, out _))
                result.AddError($"--max-size cannot be '{text}': it must be {Sizes.Accepts}.");
        });
        var graph = new Option<string?>("--graph") { Description = "Only tasks of this submission: its id, or a task's.", HelpName = "id" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only show what would go, and how many bytes of output." };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask." };
        var json = CommonOptions.Json("what went, or would go", ContractsJson.Default.PruneReply);
        var verb = new Verb("prune", "Forget tasks that have ended: journal, output and views, for good. Never one that an unfinished task refers to.",
            "delegate prune --older-than 30d --dry-run",
            "delegate prune --older-than 30d --keep 1000 --max-size 2G",
            "delegate prune --graph 7k2m --yes")
        {
            olderThan, keep, maxSize, graph, dryRun, yes, json,
        };
        verb.SetAction(async (parsed, cancel) =>
        {
            var (isDry, isSure, asJson) = (parsed.GetValue(dryRun), parsed.GetValue(yes), parsed.GetValue(json));
            if (asJson && !isDry && !isSure)
                throw CommonOptions.Usage("--json asks nobody, so it needs --yes or --dry-run.", "delegate prune --older-than 30d --dry-run --json");
            var client = await context.Hosts.ConnectAsync(cancel);
            var request = new PruneRequest
            {
                OlderThanMs = parsed.GetValue(olderThan) is { } age ? (long)age.TotalMilliseconds : null,
                Keep = parsed.GetValue(keep),
                MaxBytes = parsed.GetValue(maxSize) is { } size && Sizes.TryParse(size, out var bytes) ? bytes : null,
                Graph = parsed.GetValue(graph) is { } name ? await GraphNames.ResolveAsync(client, name, cancel) : null,
                DryRun = true,
                By = "cli",
            };
            if (isDry || !isSure)
            {
                var plan = await client.PruneAsync(request, cancel);
                Show(context, plan, asJson);
                if (isDry || plan.Tasks.Count == 0)
                    return ExitCodes.Ok;
                if (!await IsWantedAsync(context, cancel))
                    return ExitCodes.Failure;
            }
            var reply = await client.PruneAsync(request with { DryRun = false }, cancel);
            Show(context, reply, asJson);
            return ExitCodes.Ok;
        });
        return verb;
    }

    private static async Task<bool> IsWantedAsync(CliContext context, CancellationToken cancel)
    {
        if (context.Terminal.CanAsk)
        {
            context.Terminal.Say("Forget them for good? Type yes:");
            if (await context.Terminal.Input.ReadLineAsync(cancel) is { } answer && answer.Trim().Equals("yes", StringComparison.OrdinalIgnoreCase))
                return true;
        }
        context.Terminal.Say("nothing was forgotten");
        context.Terminal.Say("the same with --yes does it without asking", new Label("hint:", Tone.Quiet));
        return false;
    }

    private static void Show(CliContext context, PruneReply reply, bool asJson)
    {
        if (asJson)
        {
            context.Terminal.OutJson(reply, ContractsJson.Default.PruneReply);
            return;
        }
        if (reply is { DryRun: true, Tasks.Count: > 0 })
        {
            var now = context.Time.GetUtcNow();
            context.Terminal.Out(new Table(["ID", "NAME", "PHASE", "ENDED", "OUTPUT"], [.. reply.Tasks.Take(MostShown).Select(task => new Cell[]
            {
                task.Id.Value, task.Key ?? "", Words.PhaseCell(task.Phase), $"{Words.For(now - task.EndedAt)} ago", Words.Size(task.Bytes),
            })]));
            if (reply.Tasks.Count > MostShown)
                context.Terminal.Out($"and {reply.Tasks.Count - MostShown} more");
        }
        var what = $"{Words.Plural(reply.Tasks.Count, "task")} with {Words.Size(reply.Bytes)} of output";
        context.Terminal.Say(reply.DryRun ? $"{what} would be forgotten" : $"{what} forgotten; the files go in the background");
        if (reply.Kept > 0)
            context.Terminal.Say($"{Words.Plural(reply.Kept, "task")} kept: unfinished tasks refer to them");
    }
}
