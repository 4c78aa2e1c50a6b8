using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Delegate.Contracts;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Delegate.Mcp.Tools;

/// <summary>What this session, or its folder, has open, and what ended since it last looked.</summary>
internal sealed class InboxTool(IDelegateClient client, McpCaller caller, Deliveries deliveries)
{
    private const int MostEnds = 50;
    private const int MostOpen = 50;

    /// <summary>Characters of each answer; TaskStatus has more.</summary>
    private const int ResultBudget = 1_000;

    [McpServerTool(Name = "Inbox", Title = "Since you were away", ReadOnly = false, Destructive = false, Idempotent = true, OpenWorld = false)]
    [Description(
        """
        What ended since this session last looked, each task once, with its outcome and the start of its answer; and what is
        still open. Call it when a session begins or comes back, after a compaction, and whenever you wonder what became of
        delegated work. It covers what this session delegated and what was delegated in its project folder.
        Example: {"after": 4711}
        """)]
    [Answers(typeof(Reply))]
    public async Task<CallToolResult> RunAsync(
        [Description("The cursor of the last answer you have of this tool, if you have one: what ended after it is new.")]
        [Range(0, 9_007_199_254_740_991)]
        long? after = null,
        [Description("Another project folder than that of this session; an absolute path.")]
        string? folder = null,
        [Description("At most so many ends; with more being true, call again for the rest.")]
        [Range(1, MostEnds)]
        int limit = 20,
        RequestContext<CallToolRequestParams>? call = null,
        CancellationToken cancel = default)
    {
        await deliveries.SettleAsync(cancel);
        var project = folder is null ? caller.Project : Folders.For(caller, folder);
        if (caller.Session is null && project is null)
            Folders.For(caller, null); // says what is missing
        var query = new InboxQuery(caller.Session, project) { After = after, Use = ToolUse.IdOf(call), Limit = limit };
        var view = await client.GetInboxAsync(query, cancel);
        if (call is not null)
            await deliveries.SendAsync(call.JsonRpcRequest.Id, InboxSeen.Of(query, view), cancel);
        var reply = new Reply(
            [.. view.Ended.Select(End.Of)], view.More, [.. view.Open.Take(MostOpen).Select(Unfinished.Of)], view.OpenTotal, view.Cursor,
            view.More ? $"call Inbox again with after {view.Cursor} for the rest" : $"TaskStatus for a whole answer; next time pass after {view.Cursor}");
        return ToolReply.Success(TextOf(view), reply);
    }

    private static string TextOf(InboxView view)
    {
        var ended = view.Ended.Count == 0 ? "Nothing ended since you last looked." : $"Ended since you last looked{(view.More ? " (there are more)" : "")}:";
        var open = view.OpenTotal == 0 ? "Nothing is open." : $"Open: {view.OpenTotal}.";
        return string.Join('\n', [ended, .. view.Ended.Select(TaskText.Line), open, .. view.Open.Take(MostOpen).Select(TaskText.Line)]);
    }

    private sealed record Reply(IReadOnlyList<End> Ended, bool More, IReadOnlyList<Unfinished> Open, int OpenTotal, long Cursor, string Next);

    private sealed record End(
        TaskId TaskId, string? Key, string Agent, string Summary, string Folder, TaskPhase Phase, DateTimeOffset? EndedAt, OutcomeView? Outcome, string? Result)
    {
        public static End Of(TaskView task) => new(
            task.Id, task.Key, task.Agent, task.Summary, task.Cwd, task.Phase, task.EndedAt, Budget.Of(task.Outcome),
            Budget.Cut(task.Result, ResultBudget, "TaskStatus has more"));
    }

    private sealed record Unfinished(TaskId TaskId, string? Key, string Agent, string Summary, string Folder, TaskPhase Phase, string? HoldReason)
    {
        public static Unfinished Of(TaskView task) => new(task.Id, task.Key, task.Agent, task.Summary, task.Cwd, task.Phase, Budget.Cut(task.HoldReason, Budget.Sentence, "WhyTask says more"));
    }
}
