using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Delegate.Contracts;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Delegate.Mcp.Tools.Schedules;

/// <summary>One schedule, in its words of Delegate 0.4.</summary>
internal sealed class GetScheduleTool(IDelegateClient client)
{
    [McpServerTool(Name = "GetSchedule", Title = "Get a schedule", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false)]
    [Answers(typeof(ScheduleView))]
    [Description(
        """
        One schedule; with includeHistory the fate of its latest runs too. ScheduleStatus does the same.
        Example: {"scheduleId": "schedule-7k2m9qx4h0ad", "includeHistory": true}
        """)]
    public async Task<CallToolResult> RunAsync(
        [Description("The schedule.")]
        ScheduleId scheduleId,
        [Description("True adds its latest runs.")]
        bool includeHistory = false,
        [Description("So many of its latest runs.")]
        [Range(1, 100)]
        int historyLimit = 10,
        CancellationToken cancel = default)
    {
        var schedule = await client.GetScheduleAsync(scheduleId, includeHistory ? historyLimit : 0, cancel);
        return ToolReply.Success(ScheduleText.WithHistory(schedule), Budget.Of(schedule));
    }
}
