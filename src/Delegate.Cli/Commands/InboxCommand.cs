using System.CommandLine;
using Delegate.Cli.Json;
using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary><c>delegate inbox</c>: what ended since somebody last looked, each once, and what is open.</summary>
internal static class InboxCommand
{
    public static Command Create(CliContext context)
    {
        var folder = new Option<string?>("--folder", "-C") { Description = "The project folder; default: the current one.", HelpName = "folder" };
        var session = new Option<string?>("--session") { Description = "A Claude Code session: what it delegated, and what it was told before.", HelpName = "id" };
        var all = new Option<bool>("--keep") { Description = "Leave it new: the next look shows it again." };
        var hook = new Option<HookKind?>("--hook")
        {
            Description = "For Claude Code's hooks: reads their JSON on stdin, prints what they expect; starts no host and never fails.",
            HelpName = "session-start|pre-compact",
            CustomParser = result => HookCommand.KindOf(result.Tokens[0].Value) is { } kind ? kind : Refuse(result),
        };
        var json = CommonOptions.Json("what is new and what is open", ContractsJson.Default.InboxView);
        var verb = new Verb("inbox", "Show what ended since you last looked, each task once, and what is open.",
            "delegate inbox",
            "delegate inbox --folder ~/src/other-repo --keep",
            "delegate inbox --session \"$CLAUDE_CODE_SESSION_ID\" --json | jq -r '.ended[].id'")
        {
            folder, session, all, hook, json,
        };
        verb.SetAction(async (parsed, cancel) =>
        {
            if (parsed.GetValue(hook) is { } kind)
                return await HookCommand.RunAsync(context, kind, cancel);
            var query = new InboxQuery(parsed.GetValue(session), Folders.Existing(context, parsed.GetValue(folder)));
            var client = await context.Hosts.ConnectAsync(cancel);
            InboxView view;
            do
            {
                view = await client.GetInboxAsync(query, cancel);
                Print(context, view, parsed.GetValue(json));
                if (!parsed.GetValue(all)) // printed first: what did not reach the reader stays new
                    await client.InboxSeenAsync(InboxSeen.Of(query, view), cancel);
                query = query with { After = view.Cursor };
            }
            while (view.More && !parsed.GetValue(json));
            return ExitCodes.Ok;
        });
        return verb;
    }

    private static void Print(CliContext context, InboxView view, bool json)
    {
        if (json)
        {
            context.Terminal.OutJson(view, ContractsJson.Default.InboxView);
            return;
        }
        var now = context.Time.GetUtcNow();
        if (view.Ended.Count > 0)
            context.Terminal.Out(TaskTable.Of(view.Ended, now));
        else
            context.Terminal.Say("nothing ended since you last looked");
        if (view.More)
            return;
        context.Terminal.Say(view.OpenTotal == 0 ? "nothing is open" : $"{Words.Plural(view.OpenTotal, "task")} open:");
        if (view.Open.Count > 0)
            context.Terminal.Out(TaskTable.Of(view.Open, now));
    }

    private static HookKind? Refuse(System.CommandLine.Parsing.ArgumentResult result)
    {
        result.AddError($"--hook cannot be '{result.Tokens[0].Value}': it must be session-start or pre-compact.");
        return null;
    }
}
