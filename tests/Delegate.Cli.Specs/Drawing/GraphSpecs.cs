using System.Text.RegularExpressions;
using Delegate.Cli.Drawing;
using Delegate.Cli.Specs.Harness;
using Delegate.Contracts;

namespace Delegate.Cli.Specs.Drawing;

public sealed partial class GraphSpecs
{
    private static readonly TaskId A = TaskId.Parse("task-aaaaaaaaaaaa");
    private static readonly TaskId B = TaskId.Parse("task-bbbbbbbbbbbb");
    private static readonly TaskId C = TaskId.Parse("task-cccccccccccc");
    private static readonly TaskId D = TaskId.Parse("task-dddddddddddd");

    private static readonly GraphView Diamond = new(
    [
        Sample.Task(A, TaskPhase.Succeeded, "build"), Sample.Task(B, TaskPhase.Running, "test"), Sample.Task(C, TaskPhase.Failed, "lint"), Sample.Task(D, TaskPhase.Waiting, "ship"),
        Sample.Task(Sample.Id1, TaskPhase.Queued, "lint") with { Lineage = new(C, C, 1, LineageKind.Retry) },
    ],
    [
        new(A, B, GraphEdgeKind.Dependency, DependencyPolicy.Cancel, true), new(A, C, GraphEdgeKind.Dependency, DependencyPolicy.Cancel, true),
        new(B, D, GraphEdgeKind.Dependency, DependencyPolicy.Cancel), new(C, D, GraphEdgeKind.Dependency, DependencyPolicy.Hold),
        new(C, Sample.Id1, GraphEdgeKind.Lineage),
    ]);

    [Fact]
    public void In_a_terminal_each_task_stands_once_below_the_last_that_it_waits_for() => Assert.Equal(
    [
        "build  task-aaaaaaaaaaaa  succeeded 1m00s",
        "├─ test  task-bbbbbbbbbbbb  running 1m05s",
        "│  └─ ship  task-dddddddddddd  waiting  (also after lint)",
        "└─ lint  task-cccccccccccc  failed 1m00s",
        "   └─ lint  task-7k2m9qx4h0ad  queued  (retry 1)",
    ], GraphText.Lines(Diamond, 80, Sample.Now));

    [Fact]
    public void A_chain_of_thousands_is_drawn_without_running_out_of_stack()
    {
        var tasks = Enumerable.Range(0, 3_000).Select(_ => Sample.Task(TaskId.New())).ToList();
        var chain = new GraphView(tasks, [.. tasks.Zip(tasks.Skip(1), (from, to) => new GraphEdge(from.Id, to.Id, GraphEdgeKind.Dependency))]);
        Assert.Equal(3_000, GraphText.Lines(chain, 80, Sample.Now).Count(line => line.Contains("task-", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("with \"quotes\" and \\ backslash\\")]
    [InlineData("two\nlines\r\ttab")]
    [InlineData("ünïcode 日本 🙂")]
    [InlineData("]; drop -> [label=\"x\"] /* */ // # <b>&amp;</b> %% end subgraph |x| {y} `z`")]
    public void Dot_and_Mermaid_are_well_formed_whatever_a_task_is_called(string name)
    {
        var graph = Diamond with { Tasks = [.. Diamond.Tasks.Select(task => task with { Key = name, Summary = name })] };

        var dot = GraphFiles.Dot(graph).ToList();
        Assert.Equal(("digraph delegate {", "}"), (dot[0], dot[^1]));
        Assert.Equal(5, dot.Count(line => DotNode().IsMatch(line)));
        Assert.Equal(5, dot.Count(line => DotEdge().IsMatch(line)));
        Assert.Equal(1, dot.Count(line => line.Contains("style=dashed", StringComparison.Ordinal)));
        Assert.All(dot[3..^1], line => Assert.True(DotNode().IsMatch(line) || DotEdge().IsMatch(line), line));

        var mermaid = GraphFiles.Mermaid(graph).ToList();
        Assert.Equal("flowchart LR", mermaid[0]);
        Assert.Equal(5, mermaid.Count(line => MermaidNode().IsMatch(line)));
        Assert.Equal(5, mermaid.Count(line => MermaidEdge().IsMatch(line)));
        Assert.Equal(1, mermaid.Count(line => line.Contains("-.->|again|", StringComparison.Ordinal)));
        Assert.All(mermaid[1..], line => Assert.True(MermaidNode().IsMatch(line) || MermaidEdge().IsMatch(line) || MermaidClass().IsMatch(line), line));
    }

    [GeneratedRegex("""^  "task-\w{12}" \[label="(?:[^"\\\p{Cc}]|\\["\\n])*", tooltip="(?:[^"\\\p{Cc}]|\\["\\n])*", fillcolor="#[0-9a-f]{6}"\];$""")]
    private static partial Regex DotNode();

    [GeneratedRegex("""^  "task-\w{12}" -> "task-\w{12}" \[style=(?:solid|dashed)(?:, label="\w+")?\];$""")]
    private static partial Regex DotEdge();

    [GeneratedRegex("""^  t\d+\["(?:[\p{L}\p{N} ,._-]|#\d+;|<br/>)*"\]:::\w+$""")]
    private static partial Regex MermaidNode();

    [GeneratedRegex(@"^  t\d+ (?:-->|-\.->)(?:\|\w+\|)? t\d+$")]
    private static partial Regex MermaidEdge();

    [GeneratedRegex(@"^  classDef \w+ fill:#[0-9a-f]{6},color:#000000$")]
    private static partial Regex MermaidClass();
}
