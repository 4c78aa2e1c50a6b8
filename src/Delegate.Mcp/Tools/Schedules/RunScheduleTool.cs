using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Delegate.Contracts;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Delegate.Mcp.Tools.Schedules;

/// <summary>Runs a schedule now.</summary>
internal sealed class RunScheduleTool(IDelegateClient client)
{
    [McpServerTool(Name = "RunSchedule", Title = "Run a schedule now", ReadOnly = false, Destructive = true, Idempotent = false, OpenWorld = true)]
    [Answers(typeof(OccurrenceView))]
    [Description(
        """
        Runs a schedule now, beside its regular runs and not counted among them; also a paused one. Its overlap policy holds.
        Example: {"scheduleId": "schedule-7k2m9qx4h0ad"}
        """)]
    public async Task<CallToolResult> RunAsync(
        [Description("The schedule.")]
        ScheduleId scheduleId,
        [Description("Why, for the record.")]
        [StringLength(1_000)]
        string? reason = null,
        CancellationToken cancel = default)
    {
        var run = await client.RunScheduleAsync(scheduleId, new(reason, "mcp"), cancel);
        return ToolReply.Success($"{run.Fate} {run.Reason} {string.Join(", ", run.TaskIds)}".TrimEnd(), run);
    }
}
