using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Delegate.Contracts;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Delegate.Mcp.Tools.Schedules;

/// <summary>One schedule, and what has become of its runs.</summary>
internal sealed class ScheduleStatusTool(IDelegateClient client)
{
    [McpServerTool(Name = "ScheduleStatus", Title = "Status of a schedule", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false)]
    [Answers(typeof(ScheduleView))]
    [Description(
        """
        One schedule and its latest runs: each ran (with its tasks and their outcome), was skipped (with the reason), was missed or failed to start.
        Example: {"scheduleId": "schedule-7k2m9qx4h0ad"}
        """)]
    public async Task<CallToolResult> RunAsync(
        [Description("The schedule.")]
        ScheduleId scheduleId,
        [Description("True adds its latest runs.")]
        bool includeHistory = true,
        [Description("So many of its latest runs.")]
        [Range(1, 100)]
        int historyLimit = 10,
        CancellationToken cancel = default)
    {
        var schedule = await client.GetScheduleAsync(scheduleId, includeHistory ? historyLimit : 0, cancel);
        return ToolReply.Success(ScheduleText.WithHistory(schedule), Budget.Of(schedule));
    }
}
