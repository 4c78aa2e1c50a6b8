using System.CommandLine;
using Delegate.Cli.Json;
using Delegate.Cli.Parsing;
using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary><c>delegate status</c>: one task in full, or the host and what is not finished.</summary>
internal static class StatusCommand
{
    private const int MostUnfinished = 1000;
    private static readonly TaskPhase[] Unfinished = [.. Enum.GetValues<TaskPhase>().Where(phase => !phase.IsTerminal())];

    public static Command Create(CliContext context)
    {
        var id = CommonOptions.TaskId();
        id.Arity = ArgumentArity.ZeroOrOne;
        var json = CommonOptions.Json("one object");
        var verb = new Verb("status", "Show one task; without an id: the host, and every task that is not finished with the reason why.",
            "delegate status",
            "delegate status 7k2m",
            "delegate status 7k2m --json | jq .phase")
        {
            id, json,
        };
        verb.SetAction(async (parsed, cancel) =>
        {
            var client = await context.Hosts.ConnectAsync(cancel);
            if (parsed.GetValue(id) is { } name)
            {
                var task = await client.GetTaskAsync(await TaskNames.ResolveAsync(client, name, cancel), cancel);
                if (parsed.GetValue(json))
                    context.Terminal.OutJson(task, ContractsJson.Default.TaskView);
                else
                    Show(context, task);
                return ExitCodes.Ok;
            }
            var host = await client.GetHostAsync(cancel);
            var tasks = await ListCommand.ReadAsync(client, new(Unfinished), MostUnfinished, cancel);
            if (parsed.GetValue(json))
                context.Terminal.OutJson(new Overview(host, tasks), CliJson.Default.Overview);
            else
                Show(context, host, tasks);
            return ExitCodes.Ok;
        });
        return verb;
    }

    private static void Show(CliContext context, HostView host, IReadOnlyList<TaskView> tasks)
    {
        HostCommand.Show(context, host);
        if (tasks.Count > 0)
            context.Terminal.Out(TaskTable.Of(tasks, context.Time.GetUtcNow()));
        else
            context.Terminal.Say("nothing to do");
    }

    private static void Show(CliContext context, TaskView task)
    {
        var now = context.Time.GetUtcNow();
        var rows = new List<IReadOnlyList<Cell>>();
        void Row(string name, string? value, Tone tone = Tone.Plain)
        {
            if (!string.IsNullOrEmpty(value))
                rows.Add([new(name, Tone.Quiet), new(value, tone)]);
        }

        Row("name", task.Key);
        Row("phase", Words.Phase(task.Phase), Words.ToneOf(task.Phase));
        Row("held back", task.HoldReason);
        Row("outcome", task.Outcome is { } outcome ? $"{outcome.Message} ({outcome.Code})" : null);
        Row("hint", task.Outcome?.Hint);
        Row("exit", task.Outcome?.Signal ?? task.Outcome?.ExitCode?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Row("what", task.Summary);
        Row("agent", task.Model is { } model ? $"{task.Agent}, {model}" : task.Agent);
        Row("folder", task.Cwd);
        Row("priority", task.Priority.ToString());
        Row("after", string.Join(", ", task.After.Select(edge => edge.Done ? $"{edge.Id} (done)" : $"{edge.Id}")));
        Row("accepted", Words.Time(task.CreatedAt, context.Time));
        Row("attempt", task.StartedAt is { } start ? $"{task.Attempt}, started {Words.Time(start, context.Time)}" : null);
        Row("duration", Words.Duration(task, now));
        Row("pid", task.Pid?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Row("session", task.SessionId);
        Row("taken back", task.Adoptions > 0 ? $"{Words.Plural(task.Adoptions, "time")}, by a restarted host" : null);
        Row("used", task.Usage is { } used ? $"{used.InputTokens} tokens in, {used.OutputTokens} out, {Words.Plural(used.Turns, "turn")} {Words.Cost(task)}" : null);
        context.Terminal.Out(new Table([task.Id.Value, ""], rows));
        if (task.Result is { Length: > 0 } result)
        {
            context.Terminal.Out("");
            context.Terminal.Out(result);
        }
    }
}
