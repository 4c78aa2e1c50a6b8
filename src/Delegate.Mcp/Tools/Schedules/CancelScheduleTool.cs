using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Delegate.Contracts;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Delegate.Mcp.Tools.Schedules;

/// <summary>Cancel a schedule.</summary>
internal sealed class CancelScheduleTool(IDelegateClient client)
{
    [McpServerTool(Name = "CancelSchedule", Title = "Cancel a schedule", ReadOnly = false, Destructive = true, Idempotent = false, OpenWorld = false)]
    [Answers(typeof(ScheduleView))]
    [Description(
        """
        Ends a schedule for good. Its tasks that run go on, unless cancelTasks is true.
        Example: {"scheduleId": "schedule-7k2m9qx4h0ad", "cancelTasks": true}
        """)]
    public async Task<CallToolResult> RunAsync(
        [Description("The schedule.")]
        ScheduleId scheduleId,
        [Description("True ends the tasks of its runs that have not ended, too.")]
        bool cancelTasks = false,
        [Description("Why, for the record.")]
        [StringLength(1_000)]
        string? reason = null,
        CancellationToken cancel = default)
    {
        var schedule = await client.CancelScheduleAsync(scheduleId, new(cancelTasks, reason, "mcp"), cancel);
        return ToolReply.Success(ScheduleText.Line(schedule), Budget.Of(schedule));
    }
}
