using System.CommandLine;
using System.Globalization;
using Delegate.Cli.Json;
using Delegate.Cli.Parsing;
using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary><c>delegate host decisions</c>: what the scaler decided at a time, and from what. Reads a file: works without a host.</summary>
internal static class DecisionsCommand
{
    public static Command Create(CliContext context)
    {
        var at = CommonOptions.Moment("--at", $"What was decided up to then. {Moments.Accepts}.");
        var task = new Option<string?>("--task") { Description = "Only about this task; its whole id where no host runs.", HelpName = "id" };
        var tail = new Option<int>("--tail", "-n") { Description = "Only the last so many.", DefaultValueFactory = _ => 20, HelpName = "n" };
        var json = CommonOptions.Json("a line of JSON for each, with the readings that it was made from", ContractsJson.Default.DecisionView);
        var verb = new Verb("decisions", "Show what the scaler granted and refused, and why.",
            "delegate host decisions --at 03:15", "delegate host decisions --json | jq -r .reason") { at, task, tail, json };
        verb.SetAction(async (parsed, cancel) =>
        {
            var until = parsed.GetValue(at) is { } text ? Moments.Parse(text, context.Time) : (DateTimeOffset?)null;
            TaskId? about = parsed.GetValue(task) is { } name ? await AboutAsync(context, name, cancel) : null;
            var decisions = Decisions.ReadLast(context.Home, until, parsed.GetValue(tail), about);
            if (parsed.GetValue(json))
                foreach (var decision in decisions)
                    context.Terminal.OutJson(decision, ContractsJson.Default.DecisionView);
            else if (decisions.Count == 0)
                context.Terminal.Say("nothing was decided");
            else
                context.Terminal.Out(new Table(["TIME", "WHAT", "TASK", "RUNNING", "WAITING", "WHY"], [.. decisions.Select(decision => RowOf(decision, context.Time))]) { Spare = ["RUNNING", "WAITING"] });
            return ExitCodes.Ok;
        });
        return verb;
    }

    private static async Task<TaskId> AboutAsync(CliContext context, string name, CancellationToken cancel) =>
        TaskId.TryParse(name, out var whole) ? whole
        : await context.Hosts.FindAsync(cancel) is { } client ? await TaskNames.ResolveAsync(client, name, cancel)
        : throw new DelegateException(new(ErrorCodes.TaskNotFound, $"'{name}' is no whole task id, and no host runs that knows what it is the beginning of.", "delegate host start"));

    private static Cell[] RowOf(DecisionView decision, TimeProvider clock) =>
    [
        Words.Time(decision.At, clock), decision.Kind, decision.TaskId.Value,
        decision.Running.ToString(CultureInfo.InvariantCulture), decision.Waiting.ToString(CultureInfo.InvariantCulture), decision.Reason ?? "",
    ];
}
