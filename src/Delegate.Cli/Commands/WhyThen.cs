using Delegate.Cli.Drawing;
using Delegate.Cli.Json;
using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary><c>delegate why --at</c>: how a task stood at a moment, out of its history, and what the scaler had decided, out of its record.</summary>
internal static class WhyThen
{
    public static async Task ShowAsync(CliContext context, IDelegateClient client, TaskId id, DateTimeOffset at, bool json, CancellationToken cancel)
    {
        var last = (await HistoryCommand.ReadAsync(client, id, cancel)).LastOrDefault(entry => entry.At <= at);
        // What holds the first in line holds those behind it, so a hold of another one counts as well; a grant of another one does not.
        var decision = Decisions.ReadLast(context.Home, at, int.MaxValue).LastOrDefault(made => made.TaskId == id || made.Kind == DecisionView.Hold);
        if (json)
        {
            context.Terminal.OutJson(new(id, at, last, decision), CliJson.Default.WhyThenView);
            return;
        }
        var below = new List<Branch>();
        if (decision is not null)
            below.Add(new($"the scaler, {Words.Time(decision.At, context.Time)}, {(decision.TaskId == id ? "of it" : $"of {decision.TaskId}, then the first in line")}: "
                + $"{decision.Kind}{(decision.Reason is { } reason ? $", {reason}" : "")} ({decision.Running} running, {decision.Waiting} waiting)", []));
        var branch = new Branch($"{id}, {Words.Time(at, context.Time)}: {(last is null ? "it was not there yet" : $"{last.Message} (since {Words.Time(last.At, context.Time)})")}", below);
        foreach (var line in TreeText.Lines([branch], context.Terminal.Width))
            context.Terminal.Out(line);
    }
}

/// <param name="Id">The task.</param>
/// <param name="At">The moment.</param>
/// <param name="Last">What had happened to it last; null when it was not there yet.</param>
/// <param name="Decision">What the scaler had decided last that concerned it; null when nothing is kept from then.</param>
internal sealed record WhyThenView(TaskId Id, DateTimeOffset At, HistoryEntry? Last, DecisionView? Decision);
