using System.CommandLine;
using Delegate.Cli.Json;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary><c>delegate resume</c>: lets tasks go on, ended ones and paused ones; and queues, and everything.</summary>
internal static class ResumeCommand
{
    public static Command Create(CliContext context)
    {
        var target = new PauseTarget();
        var words = new Option<string?>("--context") { Description = "What the agent is told besides; for a task that has ended.", HelpName = "words" };
        var follow = CommonOptions.Follow();
        var json = CommonOptions.Json("an array of the tasks that go on (with --follow: the ended one; with --queue or --all: the queues)", ContractsJson.Default.IReadOnlyListTaskView, ContractsJson.Default.TaskView, CliJson.Default.QueueList);
        var verb = new Verb("resume",
            "Go on with tasks. An ended one goes on in its conversation, as a new task with a new id; where that is gone, a new one is told what was done. A paused one goes on as it is.",
            "delegate resume 7k2m --context \"the database is up again\"",
            "delegate resume 7k2m --follow",
            "delegate resume --queue nightly",
            "delegate resume --all")
        {
            target.Ids, target.Queue, target.All, words, follow, json,
        };
        verb.SetAction((parsed, cancel) => target.IsOfTasks(parsed)
            ? AgainCommand.RunAsync(context, parsed.GetValue(target.Ids)!, parsed.GetValue(follow), parsed.GetValue(json),
                (client, id) => client.ResumeTaskAsync(id, new(parsed.GetValue(words), "cli"), cancel), cancel)
            : parsed.GetValue(words) is not null || parsed.GetValue(follow)
                ? throw CommonOptions.Usage("--context and --follow are for a task.", "delegate resume --help")
                : target.SetAsync(context, parsed, paused: false, parsed.GetValue(json), cancel));
        return verb;
    }
}
