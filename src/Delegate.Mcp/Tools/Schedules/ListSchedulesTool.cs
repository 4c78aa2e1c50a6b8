using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Delegate.Contracts;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Delegate.Mcp.Tools.Schedules;

/// <summary>The schedules there are.</summary>
internal sealed class ListSchedulesTool(IDelegateClient client)
{
    [McpServerTool(Name = "ListSchedules", Title = "List schedules", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false)]
    [Answers(typeof(SchedulePage))]
    [Description(
        """
        Lists schedules, newest first, without their history: status, next run, how many have run.
        Example: {"status": "active"}
        """)]
    public async Task<CallToolResult> RunAsync(
        [Description("Only schedules with this status.")]
        ScheduleStatus? status = null,
        [Description("At most so many.")]
        [Range(1, 100)]
        int limit = 50,
        [Description("Passes over so many.")]
        [Range(0, 1_000_000)]
        int offset = 0,
        CancellationToken cancel = default)
    {
        var page = await client.ListSchedulesAsync(new(status, limit, offset), cancel);
        return ToolReply.Success(page.Schedules.Count == 0 ? "No schedules." : string.Join('\n', page.Schedules.Select(ScheduleText.Line)),
            page with { Schedules = [.. page.Schedules.Select(Budget.Line)] });
    }
}
