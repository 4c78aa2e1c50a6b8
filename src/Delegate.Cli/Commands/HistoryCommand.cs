using System.CommandLine;
using Delegate.Cli.Json;
using Delegate.Cli.Parsing;
using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary><c>delegate history</c>: everything that happened to a task.</summary>
internal static class HistoryCommand
{
    private const int PageSize = 500;

    public static Command Create(CliContext context)
    {
        var id = CommonOptions.TaskId();
        var json = CommonOptions.Json("an array of the entries, each with its event", CliJson.Default.IReadOnlyListHistoryEntry);
        var verb = new Verb("history", "Show everything that happened to a task, oldest first.",
            "delegate history 7k2m",
            "delegate history 7k2m --json | jq '.[].event'")
        {
            id, json,
        };
        verb.SetAction(async (parsed, cancel) =>
        {
            var client = await context.Hosts.ConnectAsync(cancel);
            var task = await TaskNames.ResolveAsync(client, parsed.GetValue(id)!, cancel);
            var entries = await ReadAsync(client, task, cancel);
            if (parsed.GetValue(json))
                context.Terminal.OutJson(entries, CliJson.Default.IReadOnlyListHistoryEntry);
            else
                context.Terminal.Out(TableOf(entries, context));
            return ExitCodes.Ok;
        });
        return verb;
    }

    /// <summary>All of it, page by page.</summary>
    public static async Task<IReadOnlyList<HistoryEntry>> ReadAsync(IDelegateClient client, TaskId id, CancellationToken cancel)
    {
        var entries = new List<HistoryEntry>();
        long? after = null;
        do
        {
            var page = await client.GetHistoryAsync(id, new(after, PageSize), cancel);
            entries.AddRange(page.Entries);
            after = page.Next;
        }
        while (after is not null);
        return entries;
    }

    private static Table TableOf(IReadOnlyList<HistoryEntry> entries, CliContext context)
    {
        var now = context.Time.GetUtcNow();
        return new(["AGO", "AFTER", "WHAT HAPPENED"], [.. entries.Select(entry => new Cell[]
        {
            Words.For(now - entry.At), $"+{Words.For(entry.At - entries[0].At)}", new(entry.Message, ToneOf(entry.Kind)),
        })])
        {
            IsWhole = true,
        };
    }

    private static Tone ToneOf(string kind) => kind switch
    {
        "attempt-failed" or "agent-interrupted" or "cancel-requested" or "stop-requested" => Tone.Bad,
        "checkpoint-taken" or "accepted" or "session-named" => Tone.Quiet,
        _ => Tone.Plain,
    };
}
