using System.CommandLine;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary><c>delegate retry</c>: begins ended tasks anew.</summary>
internal static class RetryCommand
{
    public static Command Create(CliContext context)
    {
        var ids = CommonOptions.TaskIds();
        var follow = CommonOptions.Follow();
        var json = CommonOptions.Json("an array of the new tasks (with --follow: the ended one)", ContractsJson.Default.IReadOnlyListTaskView, ContractsJson.Default.TaskView);
        var verb = new Verb("retry",
            "Begin ended tasks anew: the same prompt, a new conversation, a new id. Tasks that were held on the old one wait for the new one.",
            "delegate retry 7k2m",
            "delegate retry 7k2m --follow",
            "delegate list --phase failed --json | jq -r '.[].id' | xargs delegate retry")
        {
            ids, follow, json,
        };
        verb.SetAction((parsed, cancel) => AgainCommand.RunAsync(context, parsed.GetValue(ids)!, parsed.GetValue(follow), parsed.GetValue(json),
            (client, id) => client.RetryTaskAsync(id, new("cli"), cancel), cancel));
        return verb;
    }
}
