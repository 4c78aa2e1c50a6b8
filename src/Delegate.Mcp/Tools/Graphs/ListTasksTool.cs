using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Delegate.Contracts;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Delegate.Mcp.Tools.Graphs;

/// <summary>Tasks by what is known of them.</summary>
internal sealed class ListTasksTool(IDelegateClient client)
{
    [McpServerTool(Name = "ListTasks", Title = "List tasks", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false)]
    [Answers(typeof(TaskLines))]
    [Description(
        """
        Finds tasks: by phase, words, folder, queue, submission, agent, line of retries, or time; one line each. Use it to
        see what is open, what failed, or what ended since some time (sort "ended" with since). TaskStatus has one in full.
        Example: {"phases": ["failed"], "sort": "ended", "since": "2027-01-01T00:00:00Z"}
        """)]
    public async Task<CallToolResult> RunAsync(
        [Description("Only tasks in these phases; leave out for all.")]
        TaskPhase[]? phases = null,
        [Description("Only with these words in their name, the start of their prompt, or how they ended.")]
        [StringLength(200, MinimumLength = 1)]
        string? text = null,
        [Description("Only those that work in this folder or below it; an absolute path.")]
        string? folder = null,
        [Description("Only of this queue; default for tasks that name none.")]
        string? queue = null,
        [Description("Only of this submission.")]
        string? graphId = null,
        [Description("Only of this agent.")]
        [AllowedValues(AgentNames.Claude, AgentNames.Shell)]
        string? agent = null,
        [Description("Only the line of this task: the first one, its retries and resumes.")]
        TaskId? lineOf = null,
        [Description("Only accepted (sorted by end: ended) at this instant or later; ISO 8601.")]
        DateTimeOffset? since = null,
        [Description("Only accepted (sorted by end: ended) before this instant; ISO 8601.")]
        DateTimeOffset? until = null,
        [Description("What the order goes by; ended lists only those that have ended.")]
        TaskSort sort = TaskSort.Created,
        [Description("True for the oldest first.")]
        bool oldestFirst = false,
        [Description("At most so many.")]
        [Range(1, 100)]
        int limit = 20,
        [Description("The next of the previous page, which had the same filters and order.")]
        [Range(0, 9_007_199_254_740_991)]
        long? before = null,
        CancellationToken cancel = default)
    {
        if (folder is not null && !Path.IsPathFullyQualified(folder))
            throw new DelegateException(new(ErrorCodes.InvalidInput, $"'{folder}' is not an absolute path.", "give the whole path of the folder", "folder"));
        return TaskLines.Reply(await client.ListTasksAsync(new(phases ?? [], limit, before)
        {
            Text = text, Folder = folder, Queue = queue, Graph = graphId, Agent = agent, Line = lineOf, Since = since, Until = until, Sort = sort, OldestFirst = oldestFirst,
        }, cancel));
    }
}
