using System.Globalization;

namespace Delegate.Bench;

/// <summary>What we want of a figure.</summary>
/// <param name="What">The figure.</param>
/// <param name="Peer">Whom it is compared with; null = it stands for itself.</param>
/// <param name="AtLeast">The least that it may be.</param>
/// <param name="AtMost">The most.</param>
/// <param name="Unit">Of the limit; empty = a ratio, ours to theirs.</param>
internal sealed record Goal(string What, string? Peer, double? AtLeast = null, double? AtMost = null, string Unit = "")
{
    public string Words => string.Create(CultureInfo.InvariantCulture,
        $"{(AtLeast is null ? "≤" : "≥")} {(Unit.Length == 0 ? "×" : "")}{AtLeast ?? AtMost:#,0.###}{(Unit.Length == 0 ? "" : " " + Unit)}");

    public bool IsReached(double figure) => figure >= (AtLeast ?? double.MinValue) && figure <= (AtMost ?? double.MaxValue);
}

/// <summary>Every goal there is, in one place.</summary>
internal static class Goals
{
    public static readonly Goal ThroughputAutobeat = new("durable throughput of trivial shell tasks", "autobeat", AtLeast: 8);
    public static readonly Goal ThroughputQuartz = new("durable throughput of trivial shell tasks", "Quartz + SQLite", AtLeast: 1.5);
    public static readonly Goal ThroughputLoop = new("durable throughput of trivial shell tasks", "bare loop", AtLeast: 0.4);
    public static readonly Goal Hop = new("a parent's end to its child's process, p50", "autobeat", AtMost: 0.2);
    public static readonly Goal HopTail = new("a parent's end to its child's process, p99", "our own p50", AtMost: 5);
    public static readonly Goal Submit = new("submit one task, p50", "Quartz + SQLite", AtMost: 1);
    public static readonly Goal Graph = new("submit a graph of 10,000 tasks", null, AtMost: 1_000, Unit: "ms");
    public static readonly Goal GraphCost = new("cost of a task in a graph of 10,000", "in one of 1,000", AtMost: 1.3);
    public static readonly Goal GraphAdd = new("add a task with two dependencies to 10,000", "to 1,000", AtMost: 1.2);
    public static readonly Goal List = new("list a page of 100,000 finished tasks", "of 1,000", AtMost: 1.5);
    public static readonly Goal Status = new("status of one of 100,000 finished tasks", "of 1,000", AtMost: 1.5);
    public static readonly Goal HostStart = new("host's start, 100,000 finished and 1,000 unfinished tasks", "empty folder", AtMost: 2);
    public static readonly Goal Readopt = new("50 agents adopted after kill -9", null, AtMost: 2_000, Unit: "ms");
    public static readonly Goal ColdList = new("cold `delegate list`", "autobeat", AtMost: 0.1);
    public static readonly Goal HostMemory = new("memory of the idle host (PSS)", "autobeat's server", AtMost: 1.5);
    public static readonly Goal RunningMemory = new("host's memory for each running task (PSS)", null, AtMost: 2, Unit: "MiB");
    public static readonly Goal WaitingMemory = new("host's memory for each waiting task (live objects)", null, AtMost: 1, Unit: "KiB");
    public static readonly Goal McpMemory = new("memory of an idle `delegate mcp` (PSS)", "autobeat's server", AtMost: 0.1);
    public static readonly Goal Journal = new("journaled events of 1,000 actors at once", null, AtLeast: 10_000, Unit: "/s");
    public static readonly Goal JournalFall = new("the same after a million events", "empty journal", AtLeast: 0.8);
    public static readonly Goal Idle = new("processor of the idle host", null, AtMost: 0.5, Unit: "%");
}

/// <summary>What came of a goal.</summary>
/// <param name="Figure">What the goal is about: the ratio, or our own figure.</param>
internal sealed record Verdict(Goal Goal, string Ours, string? Theirs, double Figure)
{
    public static void Print(IEnumerable<Verdict> verdicts) => Table.Print(["What", "Ours", "Peer", "Ratio", "Goal", "Reached"], verdicts.Select(verdict => new[]
    {
        verdict.Goal.What, verdict.Ours, verdict.Theirs is null ? "" : $"{verdict.Goal.Peer}: {verdict.Theirs}",
        verdict.Goal.Unit.Length == 0 ? string.Create(CultureInfo.InvariantCulture, $"×{verdict.Figure:0.###}") : "",
        verdict.Goal.Words, verdict.Goal.IsReached(verdict.Figure) ? "yes" : "**no**",
    }));
}
