using Delegate.Contracts;

namespace Delegate.Web.Timeline;

/// <summary>A stretch of a task's time in one phase.</summary>
/// <param name="Begin">When it began.</param>
/// <param name="End">When it ended, or the moment that is shown.</param>
/// <param name="Phase">Where the task stood.</param>
/// <param name="Attempt">In which attempt.</param>
public sealed record Bar(DateTimeOffset Begin, DateTimeOffset End, TaskPhase Phase, int Attempt);

/// <summary>From steps to bars. Pure.</summary>
public static class Bars
{
    /// <summary>The stretches up to a moment; what comes of terminal phases is no stretch.</summary>
    public static IReadOnlyList<Bar> Of(PastTask task, long position, DateTimeOffset moment)
    {
        var bars = new List<Bar>();
        for (var i = 0; i < task.Steps.Count && task.Steps[i].Position <= position; i++)
        {
            var step = task.Steps[i];
            var next = i + 1 < task.Steps.Count && task.Steps[i + 1].Position <= position ? task.Steps[i + 1] : null;
            if (step.Phase.IsTerminal())
                continue;
            var end = next?.At ?? (moment > step.At ? moment : step.At);
            if (bars is [.., var last] && last.Phase == step.Phase && last.Attempt == step.Attempt)
                bars[^1] = last with { End = end };
            else
                bars.Add(new(step.At, end, step.Phase, step.Attempt));
        }
        return bars;
    }

    /// <summary>Round instants between two moments, about so many.</summary>
    public static IReadOnlyList<DateTimeOffset> Ticks(DateTimeOffset begin, DateTimeOffset end, int about)
    {
        var span = end - begin;
        var step = Steps.FirstOrDefault(step => span.TotalSeconds / step <= about, Steps[^1]);
        var first = (long)Math.Ceiling(begin.ToUnixTimeMilliseconds() / 1000.0 / step);
        var ticks = new List<DateTimeOffset>();
        for (var n = first; n * step <= end.ToUnixTimeMilliseconds() / 1000.0 && ticks.Count < 100; n++)
            ticks.Add(DateTimeOffset.FromUnixTimeMilliseconds((long)(n * step * 1000)));
        return ticks;
    }

    private static readonly double[] Steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 604_800];
}
