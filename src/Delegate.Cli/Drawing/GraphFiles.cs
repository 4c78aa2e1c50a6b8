using System.Text;
using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli.Drawing;

/// <summary>A graph in the languages of drawing programs.</summary>
internal static class GraphFiles
{
    /// <summary>For Graphviz.</summary>
    public static IEnumerable<string> Dot(GraphView graph)
    {
        yield return "digraph delegate {";
        yield return "  rankdir=LR;";
        yield return "  node [shape=box, style=\"rounded,filled\", fontname=\"sans-serif\"];";
        foreach (var task in graph.Tasks)
            yield return $"  {Quoted(task.Id.Value)} [label={Quoted($"{GraphText.NameOf(task)}\n{Words.Phase(task.Phase)}")}, tooltip={Quoted(task.Summary)}, fillcolor=\"{Fill(task.Phase)}\"];";
        foreach (var edge in graph.Edges)
            yield return $"  {Quoted(edge.From.Value)} -> {Quoted(edge.To.Value)} [{Attributes(edge)}];";
        yield return "}";
    }

    /// <summary>For Mermaid, as it is drawn in Markdown.</summary>
    public static IEnumerable<string> Mermaid(GraphView graph)
    {
        yield return "flowchart LR";
        var names = graph.Tasks.Select((task, i) => (task.Id, Name: $"t{i}")).ToDictionary(task => task.Id, task => task.Name);
        foreach (var task in graph.Tasks)
            yield return $"  {names[task.Id]}[\"{Entities(GraphText.NameOf(task))}<br/>{Words.Phase(task.Phase)}\"]:::{Words.Phase(task.Phase)}";
        foreach (var edge in graph.Edges)
            yield return $"  {names[edge.From]} {Arrow(edge)} {names[edge.To]}";
        foreach (var phase in graph.Tasks.Select(task => task.Phase).Distinct().Order())
            yield return $"  classDef {Words.Phase(phase)} fill:{Fill(phase)},color:#000000";
    }

    private static string Attributes(GraphEdge edge) => edge switch
    {
        { Kind: GraphEdgeKind.Lineage } => "style=dashed, label=\"again\"",
        { OnFailure: DependencyPolicy.Cancel or null } => "style=solid",
        _ => $"style=solid, label=\"{Policy(edge)}\"",
    };

    private static string Arrow(GraphEdge edge) => edge switch
    {
        { Kind: GraphEdgeKind.Lineage } => "-.->|again|",
        { OnFailure: DependencyPolicy.Cancel or null } => "-->",
        _ => $"-->|{Policy(edge)}|",
    };

    private static string Policy(GraphEdge edge) => edge.OnFailure.ToString()!.ToLowerInvariant();

    private static string Fill(TaskPhase phase) => phase switch
    {
        TaskPhase.Succeeded => "#b7e4c7",
        TaskPhase.Failed or TaskPhase.Cancelled => "#f5b5b5",
        TaskPhase.Starting or TaskPhase.Running or TaskPhase.Stopping => "#ffe8a3",
        _ => "#e5e7eb",
    };

    /// <summary>In a quoted word of DOT the quote and the backslash mean something, and in a label the entities of HTML; a line break is written \n.</summary>
    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '&' => "&amp;",
                '\n' => "\\n",
                _ when char.IsControl(c) => " ",
                _ => c.ToString(),
            });
        return quoted.Append('"').ToString();
    }

    /// <summary>Mermaid reads a label as markup: whatever is not a letter, a digit, a space or harmless is written as its number.</summary>
    private static string Entities(string text)
    {
        var written = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
            written.Append(rune.Value switch
            {
                '\n' => "<br/>",
                ' ' or '-' or '_' or '.' or ',' => rune.ToString(),
                _ when Rune.IsLetterOrDigit(rune) => rune.ToString(),
                _ when Rune.IsControl(rune) => " ",
                _ => $"#{rune.Value};",
            });
        return written.ToString();
    }
}
