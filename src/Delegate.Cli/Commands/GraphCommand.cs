using System.CommandLine;
using Delegate.Cli.Drawing;
using Delegate.Cli.Following;
using Delegate.Cli.Json;
using Delegate.Cli.Parsing;
using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary><c>delegate graph</c>: which task comes after which.</summary>
internal static class GraphCommand
{
    private static readonly string[] Formats = ["text", "dot", "mermaid", "json"];

    public static Command Create(CliContext context)
    {
        var id = new Argument<string?>("id") { Description = "A task of the submission, or the submission's own id; without it, everything unfinished.", Arity = ArgumentArity.ZeroOrOne };
        var format = new Option<string>("--format") { Description = $"{string.Join(", ", Formats)}.", HelpName = "name", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong(Formats);
        var json = CommonOptions.Json("tasks and edges", ContractsJson.Default.GraphView);
        var watch = Watching.Option();
        var verb = new Verb("graph", "Draw a submission with what it depends on, or everything unfinished.",
            "delegate graph",
            "delegate graph 7k2m",
            "delegate graph 7k2m --watch",
            "delegate graph 7k2m --format dot | dot -Tsvg > graph.svg")
        {
            id, format, json, watch,
        };
        verb.SetAction(async (parsed, cancel) =>
        {
            var client = await context.Hosts.ConnectAsync(cancel);
            var query = await QueryAsync(client, parsed.GetValue(id), cancel);
            var wanted = parsed.GetValue(json) ? "json" : parsed.GetValue(format)!;
            if (parsed.GetValue(watch))
                return await Watching.RunAsync(context, (host, token) => host.GetGraphAsync(query, token), ContractsJson.Default.GraphView,
                    wanted == "json", (at, now) => Show(at, now, wanted), _ => null, cancel);
            var graph = await client.GetGraphAsync(query, cancel);
            if (wanted == "json")
                context.Terminal.OutJson(graph, ContractsJson.Default.GraphView);
            else
                Show(context, graph, wanted);
            return ExitCodes.Ok;
        });
        return verb;
    }

    private static void Show(CliContext context, GraphView graph, string format)
    {
        if (graph.Tasks.Count == 0 && format == "text")
            context.Terminal.Say("nothing unfinished");
        else
            foreach (var line in Lines(graph, format, context))
                context.Terminal.Out(line);
        if (graph.Left > 0)
            context.Terminal.Say($"and {graph.Left} more tasks");
    }

    private static IEnumerable<string> Lines(GraphView graph, string format, CliContext context) => format switch
    {
        "dot" => GraphFiles.Dot(graph),
        "mermaid" => GraphFiles.Mermaid(graph),
        _ => GraphText.Lines(graph, context.Terminal.Width, context.Time.GetUtcNow()),
    };

    private static async Task<GraphQuery> QueryAsync(IDelegateClient client, string? name, CancellationToken cancel) => name switch
    {
        null => new(),
        _ when GraphNames.IsOne(name) => new(Graph: name),
        _ => new(await TaskNames.ResolveAsync(client, name, cancel)),
    };
}
