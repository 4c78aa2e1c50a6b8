using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Delegate.Contracts;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Delegate.Mcp.Tools.Schedules;

/// <summary>Resume a schedule.</summary>
internal sealed class ResumeScheduleTool(IDelegateClient client)
{
    [McpServerTool(Name = "ResumeSchedule", Title = "Resume a schedule", ReadOnly = false, Destructive = false, Idempotent = false, OpenWorld = false)]
    [Answers(typeof(ScheduleView))]
    [Description(
        """
        Lets a paused schedule go on. A one-time schedule whose instant has passed meanwhile counts as missed.
        Example: {"scheduleId": "schedule-7k2m9qx4h0ad", "reason": "back again"}
        """)]
    public async Task<CallToolResult> RunAsync(
        [Description("The schedule.")]
        ScheduleId scheduleId,
        [Description("Why, for the record.")]
        [StringLength(1_000)]
        string? reason = null,
        CancellationToken cancel = default)
    {
        var schedule = await client.ResumeScheduleAsync(scheduleId, new(reason, "mcp"), cancel);
        return ToolReply.Success(ScheduleText.Line(schedule), Budget.Of(schedule));
    }
}
