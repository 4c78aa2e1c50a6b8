using Delegate.Cli.Json;
using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli.Following;

/// <summary>One task to follow, and how its lines begin.</summary>
internal sealed record Followed(TaskId Id, string Name, Label? Label);

/// <summary>What to show of the output.</summary>
internal sealed record FollowOptions
{
    public bool Raw { get; init; }

    /// <summary>Lines as JSON instead of text.</summary>
    public bool Json { get; init; }

    /// <summary>Keeps stdout free for something else: the output goes to stderr.</summary>
    public bool OutputAsWords { get; init; }

    /// <summary>Begin with the last lines of what is there already; null = with the first line.</summary>
    public int? Tail { get; init; }
}

/// <summary>
/// Shows the life and the output of tasks as they happen, until all have ended. What a task wrote to stdout goes to
/// stdout; the story (started, ended, why not yet) goes to stderr.
/// </summary>
internal sealed class Follower : IDisposable
{
    private readonly HostLink _link;
    private readonly ITerminal _terminal;
    private readonly TimeProvider _time;
    private readonly FollowOptions _options;
    private readonly Dictionary<TaskId, Followed> _tasks;
    private readonly Dictionary<TaskId, TaskView> _views = [];
    private readonly Dictionary<TaskId, (OutputPump Pump, Task Running)> _pumps = [];

    private Follower(CliContext context, HostLink link, IReadOnlyList<Followed> tasks, FollowOptions options) =>
        (_terminal, _time, _link, _tasks, _options) = (context.Terminal, context.Time, link, tasks.ToDictionary(task => task.Id), options);

    /// <summary>Follows to the end; returns the last view of each task, in the order given.</summary>
    public static async Task<IReadOnlyList<TaskView>> RunAsync(
        CliContext context, IReadOnlyList<Followed> tasks, FollowOptions options, CancellationToken cancel)
    {
        using var link = await HostLink.OpenAsync(context, cancel);
        using var follower = new Follower(context, link, tasks, options);
        return await follower.RunAsync([.. tasks.Select(task => task.Id)], cancel);
    }

    public void Dispose() => _link.Dispose();

    private async Task<IReadOnlyList<TaskView>> RunAsync(IReadOnlyList<TaskId> ids, CancellationToken cancel)
    {
        while (true)
        {
            var generation = _link.Generation;
            try
            {
                await foreach (var view in _link.Client.WatchTasksAsync(ids, cancel))
                    await ShowAsync(_tasks[view.Id], view, cancel);
                if (ids.All(HasEnded))
                    return [.. ids.Select(id => _views[id])];
            }
            catch (DelegateException lost) when (lost.Error.Code == ErrorCodes.HostUnreachable)
            {
                // gone without a word; below, as for one that stopped politely
            }
            await _link.RenewAsync(generation, cancel);
            foreach (var (id, (pump, running)) in _pumps.Where(output => output.Value.Running.IsCompletedSuccessfully).ToList())
                _pumps[id] = (pump, pump.RunAsync(cancel)); // a polite stop had ended its output too early
        }
    }

    private bool HasEnded(TaskId id) => _views.TryGetValue(id, out var view) && view.Phase.IsTerminal();

    private async Task ShowAsync(Followed task, TaskView view, CancellationToken cancel)
    {
        var before = _views.GetValueOrDefault(task.Id);
        _views[task.Id] = view;
        if (before?.Phase.IsTerminal() == true)
            return; // a second telling, after a reconnect
        if (view.Phase == TaskPhase.Queued && view.HoldReason is { } reason && before?.HoldReason is null)
            Tell(task, $"queued: {reason}");
        if (view.Phase is TaskPhase.Running && before?.Phase is not TaskPhase.Running)
            Tell(task, view.Pid is { } pid ? $"started (pid {pid})" : "started");
        if (view.Phase is TaskPhase.Stopping && before?.Phase is not TaskPhase.Stopping)
            Tell(task, "being stopped");
        if (view.Phase is TaskPhase.Paused or TaskPhase.Retrying && before?.Phase != view.Phase)
            Tell(task, $"{Words.Phase(view.Phase)}: {view.HoldReason}");
        if (view.Phase >= TaskPhase.Running && view.Attempt > 0 && !_pumps.ContainsKey(task.Id))
            await PumpAsync(task, cancel);
        if (!view.Phase.IsTerminal())
            return;
        if (_pumps.TryGetValue(task.Id, out var output))
        {
            await output.Running; // all of its output before the word that it has ended
            await output.Pump.RunAsync(cancel); // and once more if that output was cut short by a reconnect
        }
        Tell(task, Words.Ending(view, _time.GetUtcNow()));
        if (view.Outcome?.Hint is { } hint)
            Tell(task, $"hint: {hint}");
    }

    private async Task PumpAsync(Followed task, CancellationToken cancel)
    {
        var pump = new OutputPump(_link, task.Id, _options.Raw, line => Print(_terminal, line, _options, task.Label));
        if (_options.Tail is { } tail)
            await pump.SkipToTailAsync(tail, cancel);
        _pumps[task.Id] = (pump, pump.RunAsync(cancel));
    }

    public static void Print(ITerminal terminal, LogLine line, FollowOptions options, Label? label = null)
    {
        if (options.Json)
            terminal.OutJson(line, ContractsJson.Default.LogLine);
        else if (options.OutputAsWords || line.Stream == "stderr")
            terminal.Say(line.Text, label);
        else
            terminal.Out(line.Text, label);
    }

    private void Tell(Followed task, string words) =>
        _terminal.Say(task.Label is null ? $"{task.Name}: {words}" : words, task.Label);
}
