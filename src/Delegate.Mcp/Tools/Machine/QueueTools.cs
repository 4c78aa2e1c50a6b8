using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Delegate.Contracts;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Delegate.Mcp.Tools.Machine;

/// <summary>What the queue tools answer.</summary>
internal sealed record Queues(bool AllPaused, int Running, int Waiting, int MaxSlots, IReadOnlyList<QueueView> Items, string? HoldReason)
{
    private const int Most = 100;

    public static CallToolResult Reply(CapacityView capacity)
    {
        var queues = new Queues(capacity.AllPaused, capacity.Running, capacity.Queued, capacity.MaxSlots, [.. capacity.Queues.Take(Most)], capacity.HoldReason);
        var lines = queues.Items.Select(queue =>
            $"{queue.Name}: {queue.Running} running, {queue.Waiting} waiting{(queue.Limit is { } limit ? $", at most {limit} at once" : "")}{(queue.Paused ? ", paused" : "")}");
        var first = $"{capacity.Running} of {capacity.MaxSlots} slots in use, {capacity.Queued} waiting{(capacity.AllPaused ? "; everything is paused" : "")}.";
        return ToolReply.Success(string.Join('\n', lines.Prepend(first)), queues);
    }
}

/// <summary>The queues there are.</summary>
internal sealed class ListQueuesTool(IDelegateClient client)
{
    [McpServerTool(Name = "ListQueues", Title = "List queues", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false)]
    [Answers(typeof(Queues))]
    [Description(
        """
        The queues that tasks wait in: how many run and wait in each, its limit, and whether it is paused. Use it when tasks
        wait longer than they should, or before you choose a queue.
        Example: {}
        """)]
    public async Task<CallToolResult> RunAsync(CancellationToken cancel = default) => Queues.Reply((await client.GetHostAsync(cancel)).Capacity);
}

/// <summary>Gives a queue its limit.</summary>
internal sealed class SetQueueTool(IDelegateClient client)
{
    [McpServerTool(Name = "SetQueue", Title = "Set a queue's limit", ReadOnly = false, Destructive = true, Idempotent = true, OpenWorld = false)]
    [Answers(typeof(Queues))]
    [Description(
        """
        Says how many tasks of a queue may run at once; a queue that did not exist exists from then on. Use it for work that
        must not crowd out the rest, or that shares one thing: limit 1 runs its tasks one after the other.
        Example: {"queue": "nightly", "limit": 2}
        """)]
    public async Task<CallToolResult> RunAsync(
        [Description("Its name; default for tasks that name none.")]
        [StringLength(64, MinimumLength = 1), RegularExpression("^[A-Za-z0-9_.-]+$")]
        string queue,
        [Description("Tasks of it that may run at once; 0 = as many as the machine allows.")]
        [Range(0, QueueRequest.MostAtOnce)]
        int limit,
        CancellationToken cancel = default) =>
        Queues.Reply(await client.SetQueueAsync(queue, new(limit, null, "mcp"), cancel));
}

/// <summary>Starts nothing more of a queue, or at all.</summary>
internal sealed class PauseQueueTool(IDelegateClient client)
{
    [McpServerTool(Name = "PauseQueue", Title = "Pause a queue", ReadOnly = false, Destructive = false, Idempotent = true, OpenWorld = false)]
    [Answers(typeof(Queues))]
    [Description(
        """
        Starts nothing more of a queue until ResumeQueue; without queue: nothing at all. What runs goes on (PauseTask freezes
        one that runs).
        Example: {"queue": "nightly"}
        """)]
    public async Task<CallToolResult> RunAsync(
        [Description("Its name; leave out for everything.")]
        [StringLength(64, MinimumLength = 1), RegularExpression("^[A-Za-z0-9_.-]+$")]
        string? queue = null,
        CancellationToken cancel = default) =>
        Queues.Reply(queue is null ? await client.PauseAllAsync(new(true, "mcp"), cancel) : await client.SetQueueAsync(queue, new(null, true, "mcp"), cancel));
}

/// <summary>Lets a queue, or everything, start again.</summary>
internal sealed class ResumeQueueTool(IDelegateClient client)
{
    [McpServerTool(Name = "ResumeQueue", Title = "Resume a queue", ReadOnly = false, Destructive = false, Idempotent = true, OpenWorld = false)]
    [Answers(typeof(Queues))]
    [Description(
        """
        Lets a paused queue start tasks again; without queue: undoes a PauseQueue without queue.
        Example: {"queue": "nightly"}
        """)]
    public async Task<CallToolResult> RunAsync(
        [Description("Its name; leave out for everything.")]
        [StringLength(64, MinimumLength = 1), RegularExpression("^[A-Za-z0-9_.-]+$")]
        string? queue = null,
        CancellationToken cancel = default) =>
        Queues.Reply(queue is null ? await client.PauseAllAsync(new(false, "mcp"), cancel) : await client.SetQueueAsync(queue, new(null, false, "mcp"), cancel));
}
