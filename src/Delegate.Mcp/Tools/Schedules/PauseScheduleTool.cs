using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Delegate.Contracts;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Delegate.Mcp.Tools.Schedules;

/// <summary>Pause a schedule.</summary>
internal sealed class PauseScheduleTool(IDelegateClient client)
{
    [McpServerTool(Name = "PauseSchedule", Title = "Pause a schedule", ReadOnly = false, Destructive = false, Idempotent = false, OpenWorld = false)]
    [Answers(typeof(ScheduleView))]
    [Description(
        """
        Holds an active schedule: what comes due meanwhile is skipped. Tasks that run go on.
        Example: {"scheduleId": "schedule-7k2m9qx4h0ad", "reason": "holidays"}
        """)]
    public async Task<CallToolResult> RunAsync(
        [Description("The schedule.")]
        ScheduleId scheduleId,
        [Description("Why, for the record.")]
        [StringLength(1_000)]
        string? reason = null,
        CancellationToken cancel = default)
    {
        var schedule = await client.PauseScheduleAsync(scheduleId, new(reason, "mcp"), cancel);
        return ToolReply.Success(ScheduleText.Line(schedule), Budget.Of(schedule));
    }
}
