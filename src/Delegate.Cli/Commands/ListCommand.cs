using System.CommandLine;
using Delegate.Cli.Following;
using Delegate.Cli.Json;
using Delegate.Cli.Parsing;
using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary><c>delegate list</c>: the tasks, filtered and in order.</summary>
internal static class ListCommand
{
    private const int PageSize = 1000;

    public static Command Create(CliContext context)
    {
        var phase = new Option<string[]>("--phase")
        {
            Description = "Only tasks in this phase; may be repeated, or a list with commas.",
            HelpName = "phase",
        };
        phase.CompletionSources.Add(Enum.GetValues<TaskPhase>().Select(Words.Phase).ToArray());
        var limit = new Option<int>("--limit", "-n") { Description = "At most so many tasks.", DefaultValueFactory = _ => 50, HelpName = "n" };
        limit.Validators.Add(result =>
        {
            if (result.Errors.Any() || result.GetValueOrDefault<int>() > 0)
                return;
            result.AddError("--limit must be a whole number, 1 or more.");
        });
        var filters = new ListFilters();
        var json = CommonOptions.Json("an array of tasks", ContractsJson.Default.IReadOnlyListTaskView);
        var watch = Watching.Option();
        var verb = new Verb("list", "List tasks, newest first.",
            "delegate list --phase running,queued",
            "delegate list --folder . --since 2h --text parser",
            "delegate list --watch --phase running,queued",
            "delegate list --queue nightly --json | jq -r '.[].id'")
        {
            phase, limit, json, watch,
        };
        filters.AddTo(verb);
        verb.Aliases.Add("ls");
        verb.SetAction(async (parsed, cancel) =>
        {
            var phases = TaskNames.SplitLists(parsed.GetValue(phase) ?? []).Select(PhaseOf).Distinct().ToList();
            var client = await context.Hosts.ConnectAsync(cancel);
            var filter = await filters.ReadAsync(parsed, phases, context, client, cancel);
            var most = parsed.GetValue(limit);
            if (parsed.GetValue(watch))
                return await Watching.RunAsync(context, (host, token) => ReadAsync(host, filter, most, token), ContractsJson.Default.IReadOnlyListTaskView,
                    parsed.GetValue(json), (at, tasks) => Show(at, tasks, filter), _ => null, cancel);
            var tasks = await ReadAsync(client, filter, most, cancel);
            if (parsed.GetValue(json))
                context.Terminal.OutJson(tasks, ContractsJson.Default.IReadOnlyListTaskView);
            else
                Show(context, tasks, filter);
            return ExitCodes.Ok;
        });
        return verb;
    }

    private static void Show(CliContext context, IReadOnlyList<TaskView> tasks, TaskFilter filter)
    {
        if (tasks.Count > 0)
            context.Terminal.Out(TaskTable.Of(tasks, context.Time.GetUtcNow()));
        else
            context.Terminal.Say(filter != TaskFilter.All with { Phases = filter.Phases } || filter.Phases.Count > 0 ? "no such task" : "no task yet; try: delegate run \"say hello\"");
    }

    public static async Task<IReadOnlyList<TaskView>> ReadAsync(
        IDelegateClient client, TaskFilter filter, int limit, CancellationToken cancel)
    {
        var tasks = new List<TaskView>();
        long? before = null;
        do
        {
            var page = await client.ListTasksAsync(filter with { Limit = Math.Min(limit - tasks.Count, PageSize), Before = before }, cancel);
            tasks.AddRange(page.Tasks);
            before = page.Next;
        }
        while (before is not null && tasks.Count < limit);
        return tasks;
    }

    private static TaskPhase PhaseOf(string text) => CommonOptions.TryWord<TaskPhase>(text, out var phase)
        ? phase
        : throw CommonOptions.Usage($"'{text}' is not a phase.", $"one of {string.Join(", ", Enum.GetValues<TaskPhase>().Select(Words.Phase))}");
}
