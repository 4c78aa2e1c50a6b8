using System.CommandLine;
using System.CommandLine.Completions;
using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli.Completing;

/// <summary>What the shell offers for ids and names: asked of the host if one runs. None is started for it, and nothing is said when it fails.</summary>
internal sealed class Suggestions(CliContext context)
{
    private const string TaskPrefix = "task-";
    private const string SchedulePrefix = "schedule-";
    private const int Most = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10); // a host that hangs does not hang the prompt
    private static readonly TaskPhase[] Ended = [.. Enum.GetValues<TaskPhase>().Where(phase => phase.IsTerminal())];
    private static readonly TaskPhase[] Unfinished = [.. Enum.GetValues<TaskPhase>().Where(phase => !phase.IsTerminal())];

    /// <summary>Gives every argument and option of the tree that takes a name its source of names.</summary>
    public void AttachTo(Command command)
    {
        foreach (var argument in command.Arguments)
            Attach(argument.CompletionSources, argument.Name, command.Name);
        foreach (var option in command.Options)
            Attach(option.CompletionSources, option.Name is "--queue" or "--agent" ? option.Name : option.HelpName, command.Name);
        foreach (var verb in command.Subcommands)
            AttachTo(verb);
    }

    private void Attach(List<Func<CompletionContext, IEnumerable<CompletionItem>>> sources, string? kind, string verb)
    {
        Func<IDelegateClient, string, CancellationToken, Task<IEnumerable<CompletionItem>>>? names = kind switch
        {
            "id" => (client, word, cancel) => TasksAsync(client, word, PhasesFor(verb), cancel),
            "schedule" => SchedulesAsync,
            "--queue" => QueuesAsync,
            "channel" => ChannelsAsync,
            "name" when verb == "set" => QueuesAsync, // delegate queue set
            _ => null,
        };
        if (names is not null)
            sources.Add(at => Ask(client => cancel => names(client, at.WordToComplete, cancel)));
        else if (kind == "--agent")
            sources.Add(_ => [new(AgentNames.Claude), new(AgentNames.Shell)]);
    }

    /// <summary>Only what the verb can be done to.</summary>
    private static TaskPhase[] PhasesFor(string verb) => verb switch
    {
        "cancel" or "pause" or "depend" => Unfinished,
        "retry" => Ended,
        _ => [],
    };

    private static async Task<IEnumerable<CompletionItem>> TasksAsync(IDelegateClient client, string word, TaskPhase[] phases, CancellationToken cancel)
    {
        var page = await client.ListTasksAsync(TaskFilter.All with { Phases = phases, Limit = Most }, cancel);
        return page.Tasks.Select((task, index) => Item(task.Id.Value, TaskPrefix, word, index,
            $"{Words.Phase(task.Phase)}: {Words.Shortened(task.Key ?? task.Summary, 60)}"));
    }

    private static async Task<IEnumerable<CompletionItem>> SchedulesAsync(IDelegateClient client, string word, CancellationToken cancel)
    {
        var page = await client.ListSchedulesAsync(ScheduleFilter.All with { Limit = Most }, cancel);
        return page.Schedules.Select((schedule, index) => schedule.Schedule.Name is { Length: > 0 } name
            ? new CompletionItem(name, sortText: Rank(index), documentation: schedule.When)
            : Item(schedule.Id.Value, SchedulePrefix, word, index, schedule.When));
    }

    private static async Task<IEnumerable<CompletionItem>> QueuesAsync(IDelegateClient client, string word, CancellationToken cancel) =>
        (await client.GetHostAsync(cancel)).Capacity.Queues.Select((queue, index) =>
            new CompletionItem(queue.Name, sortText: Rank(index), documentation: $"{queue.Running} running, {queue.Waiting} waiting"));

    private static async Task<IEnumerable<CompletionItem>> ChannelsAsync(IDelegateClient client, string word, CancellationToken cancel) =>
        (await client.GetNotificationsAsync(cancel)).Channels.Select((channel, index) => new CompletionItem(channel.Name, sortText: Rank(index), documentation: $"{channel.Kind}: {channel.Target}"));

    /// <summary>Whoever began an id without its prefix goes on without it.</summary>
    private static CompletionItem Item(string id, string prefix, string word, int index, string about) =>
        new(word.Length == 0 || prefix.StartsWith(word, StringComparison.Ordinal) || word.StartsWith(prefix, StringComparison.Ordinal) ? id : id[prefix.Length..],
            sortText: Rank(index), documentation: about);

    private static string Rank(int index) => index.ToString("00000", System.Globalization.CultureInfo.InvariantCulture); // the host's order, not the alphabet's

    private IEnumerable<CompletionItem> Ask(Func<IDelegateClient, Func<CancellationToken, Task<IEnumerable<CompletionItem>>>> names)
    {
        try
        {
            using var limit = new CancellationTokenSource(Patience, context.Time);
            return Task.Run(async () => await context.Hosts.FindAsync(limit.Token) is { } client ? await names(client)(limit.Token) : [], limit.Token).GetAwaiter().GetResult();
        }
        catch (Exception none) when (none is DelegateException or OperationCanceledException or IOException)
        {
            return []; // a prompt is no place for an error
        }
    }
}
