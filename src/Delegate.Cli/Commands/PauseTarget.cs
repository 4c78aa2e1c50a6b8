using System.CommandLine;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary>What is paused or let go on: tasks, a queue, or everything.</summary>
internal sealed class PauseTarget
{
    public Argument<string[]> Ids { get; } = new("id") { Description = "Ids of tasks, or beginnings of them.", Arity = ArgumentArity.ZeroOrMore };

    public Option<string?> Queue { get; } = new("--queue") { Description = "A whole queue instead of tasks.", HelpName = "name" };

    public Option<bool> All { get; } = new("--all") { Description = "Everything: all queues." };

    /// <summary>True for tasks; an error when the command line does not say clearly what is meant.</summary>
    public bool IsOfTasks(ParseResult parsed)
    {
        var (tasks, queue, all) = (parsed.GetValue(Ids) is { Length: > 0 }, parsed.GetValue(Queue) is not null, parsed.GetValue(All));
        var verb = parsed.CommandResult.Command.Name;
        return (tasks ? 1 : 0) + (queue ? 1 : 0) + (all ? 1 : 0) == 1
            ? tasks
            : throw CommonOptions.Usage("It must be one of: ids of tasks, --queue, --all.", $"delegate {verb} --help");
    }

    public async Task<int> SetAsync(CliContext context, ParseResult parsed, bool paused, bool json, CancellationToken cancel)
    {
        var client = await context.Hosts.ConnectAsync(cancel);
        var capacity = parsed.GetValue(Queue) is { } queue
            ? await client.SetQueueAsync(queue, new QueueRequest(Paused: paused, By: "cli"), cancel)
            : await client.PauseAllAsync(new PauseAllRequest(paused, "cli"), cancel);
        QueueCommand.Show(context, capacity, json);
        return ExitCodes.Ok;
    }
}
