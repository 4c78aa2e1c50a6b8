using System.Text;
using System.Text.Json;
using Delegate.Cli.Json;
using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary>At which moments of a Claude Code session the inbox is looked into.</summary>
internal enum HookKind
{
    /// <summary>It begins, comes back, or has been compacted: it is told what is new and what is open.</summary>
    SessionStart,

    /// <summary>It is about to be compacted: the summary is to keep the ids of what is open.</summary>
    PreCompact,
}

/// <summary>
/// <c>delegate inbox --hook</c>, run by the plugin. A session waits for it: it is quick, starts nothing, and whatever goes
/// wrong ends with exit code 0 and silence.
/// </summary>
internal static class HookCommand
{
    private const int MostShown = 15;
    private const string OfWorker = "DELEGATE_ATTEMPT";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8); // on a machine that has nothing left: usually it takes half a second

    public static HookKind? KindOf(string word) => word switch
    {
        "session-start" => HookKind.SessionStart,
        "pre-compact" => HookKind.PreCompact,
        _ => null,
    };

    public static async Task<int> RunAsync(CliContext context, HookKind kind, CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(Patience, context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, patience.Token);
        try
        {
            await TellAsync(context, kind, either.Token);
        }
        catch (Exception failure) when (failure is DelegateException or IOException or JsonException or OperationCanceledException or UnauthorizedAccessException)
        {
            // the session goes on without a word from us
        }
        return ExitCodes.Ok;
    }

    private static async Task TellAsync(CliContext context, HookKind kind, CancellationToken cancel)
    {
        if (context.Environment(OfWorker) is { Length: > 0 })
            return; // a delegated session has its own work to do
        var input = JsonSerializer.Deserialize(await context.Terminal.Input.ReadToEndAsync(cancel), CliJson.Default.HookInput);
        var folder = context.Environment("CLAUDE_PROJECT_DIR") is { Length: > 0 } project ? project : input?.Cwd;
        if (input?.SessionId is not { Length: > 0 } session || folder is not null && !Path.IsPathFullyQualified(folder))
            return;
        if (await context.Hosts.FindAsync(cancel) is not { } client)
            return;
        var query = new InboxQuery(session, folder);
        var view = await client.GetInboxAsync(query, cancel);
        if (kind == HookKind.PreCompact)
        {
            if (view.OpenTotal > 0)
                context.Terminal.Out(Keep(view)); // plain words: Claude Code adds them to the instructions of the summary
            return;
        }
        if (view.Ended.Count > 0 || view.OpenTotal > 0)
            context.Terminal.OutJson(new HookReply(new("SessionStart", Words(view))), CliJson.Default.HookReply);
        await client.InboxSeenAsync(InboxSeen.Of(query, view), cancel);
    }

    private static string Keep(InboxView view) =>
        $"Keep in the summary that these tasks, handed over to Delegate, have not ended, with their ids and what they are for:\n{Lines(view.Open, view.OpenTotal)}";

    private static string Words(InboxView view)
    {
        var words = new StringBuilder();
        if (view.Ended.Count > 0)
            words.Append("Delegated tasks that ended since this session last looked:\n").Append(Lines(view.Ended, view.Ended.Count));
        if (view.More)
            words.Append("There are more: call Inbox with after ").Append(view.Cursor).Append(".\n");
        if (view.OpenTotal > 0)
            words.Append("Delegated tasks that are open:\n").Append(Lines(view.Open, view.OpenTotal));
        return words.Append("TaskStatus with an id has the whole answer (in a shell: delegate status ID); Inbox tells what ends from now on. Mention what matters to the user; start nothing because of this.").ToString();
    }

    private static string Lines(IReadOnlyList<TaskView> tasks, int total)
    {
        var lines = new StringBuilder();
        foreach (var task in tasks.Take(MostShown))
            lines.Append("- ").Append(Line(task)).Append('\n');
        if (total > MostShown)
            lines.Append("- and ").Append(total - Math.Min(MostShown, tasks.Count)).Append(" more\n");
        return lines.ToString();
    }

    private static string Line(TaskView task)
    {
        var name = task.Key is { } key ? $"{task.Id} ({key})" : task.Id.Value;
        var why = task.Phase.IsTerminal() ? task.Result ?? task.Outcome?.Message : task.HoldReason;
        var said = Terminal.Words.Shortened(why, 200) is { } line ? $": {line}" : "";
        return $"{name} {Terminal.Words.Phase(task.Phase)}{said} [{task.Summary}]";
    }
}
