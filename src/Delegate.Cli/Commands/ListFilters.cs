using System.CommandLine;
using Delegate.Cli.Parsing;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary>Which tasks <c>delegate list</c> lists, and in which order.</summary>
internal sealed class ListFilters
{
    private readonly Option<string?> _queue = new("--queue") { Description = "Only of this queue (default for tasks that name none).", HelpName = "name" };
    private readonly Option<string?> _folder = new("--folder") { Description = "Only tasks that work in this folder or below it.", HelpName = "path" };
    private readonly Option<string?> _text = new("--text") { Description = "Only with these words in their name, the start of their prompt, or how they ended.", HelpName = "words" };
    private readonly Option<string?> _graph = new("--graph") { Description = "Only of this submission: its id, or a task's.", HelpName = "id" };
    private readonly Option<string?> _agent = new("--agent") { Description = "Only of this agent.", HelpName = "name" };
    private readonly Option<string?> _line = new("--line") { Description = "Only this task, its retries and resumes, and what it is one of.", HelpName = "id" };
    private readonly Option<string?> _since = CommonOptions.Moment("--since", $"Only those accepted since; with --sort ended, ended since. {Moments.Accepts}.");
    private readonly Option<string?> _until = CommonOptions.Moment("--until", "Only those before that.");
    private readonly Option<TaskSort> _sort = new("--sort") { Description = "created, or ended (only tasks that have).", HelpName = "what" };
    private readonly Option<bool> _oldest = new("--oldest-first") { Description = "The oldest first." };

    public void AddTo(Command verb)
    {
        foreach (var option in new Option[] { _queue, _folder, _text, _graph, _agent, _line, _since, _until, _sort, _oldest })
            verb.Add(option);
    }

    public async Task<TaskFilter> ReadAsync(
        ParseResult parsed, IReadOnlyList<TaskPhase> phases, CliContext context, IDelegateClient client, CancellationToken cancel) => TaskFilter.All with
    {
        Phases = phases,
        Queue = parsed.GetValue(_queue),
        Folder = parsed.GetValue(_folder) is { } folder ? Path.GetFullPath(folder, context.Folder) : null,
        Text = parsed.GetValue(_text),
        Graph = parsed.GetValue(_graph) is { } graph ? await GraphNames.ResolveAsync(client, graph, cancel) : null,
        Agent = parsed.GetValue(_agent),
        Line = parsed.GetValue(_line) is { } line ? await TaskNames.ResolveAsync(client, line, cancel) : null,
        Since = parsed.GetValue(_since) is { } since ? Moments.Parse(since, context.Time) : null,
        Until = parsed.GetValue(_until) is { } until ? Moments.Parse(until, context.Time) : null,
        Sort = parsed.GetValue(_sort),
        OldestFirst = parsed.GetValue(_oldest),
    };
}
