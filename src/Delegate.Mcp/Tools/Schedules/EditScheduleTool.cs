using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Delegate.Contracts;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Delegate.Mcp.Tools.Schedules;

/// <summary>Changes a schedule.</summary>
internal sealed class EditScheduleTool(IDelegateClient client)
{
    [McpServerTool(Name = "EditSchedule", Title = "Edit a schedule", ReadOnly = false, Destructive = true, Idempotent = false, OpenWorld = true)]
    [Answers(typeof(ScheduleView))]
    [Description(
        """
        Gives a schedule a new version from now on; what is not named stays, and its history keeps the old version.
        Example: {"scheduleId": "schedule-7k2m9qx4h0ad", "cronExpression": "0 3 * * *"}
        """)]
    public async Task<CallToolResult> RunAsync(
        [Description("The schedule.")]
        ScheduleId scheduleId,
        [Description("The new cron expression.")]
        string? cronExpression = null,
        [Description("The new single instant, ISO 8601 with an offset.")]
        DateTimeOffset? scheduledAt = null,
        [Description("The new IANA time zone.")]
        string? timezone = null,
        [Description("The new prompt; for a schedule of one task.")]
        [StringLength(4 * 1024 * 1024, MinimumLength = 1)]
        string? prompt = null,
        [Description("The new rule for missed runs.")]
        MissedPolicy? missedRunPolicy = null,
        [Description("The new rule for overlapping runs.")]
        OverlapPolicy? overlap = null,
        [Description("Complete the schedule after so many runs.")]
        [Range(1, 2_147_483_647)]
        int? maxRuns = null,
        [Description("No run at or after this instant, ISO 8601.")]
        DateTimeOffset? expiresAt = null,
        CancellationToken cancel = default)
    {
        var before = await client.GetScheduleAsync(scheduleId, 0, cancel);
        var (old, work) = (before.Schedule, before.Schedule.Work);
        if (prompt is not null && work.Task is null)
            throw new DelegateException(new(ErrorCodes.InvalidInput, "This schedule starts more than one task; its prompts cannot be changed by this tool.", "make a new schedule and cancel this one", "prompt"));
        var edited = old with
        {
            When = cronExpression is not null ? new() { Cron = cronExpression, Seconds = old.When.Seconds, Timezone = timezone ?? old.When.Timezone }
                : scheduledAt is { } at ? new() { At = [at], Timezone = timezone ?? old.When.Timezone }
                : old.When with { Timezone = timezone ?? old.When.Timezone },
            Work = prompt is null ? work : work with { Task = work.Task! with { Prompt = prompt } },
            MissedRuns = missedRunPolicy ?? old.MissedRuns, Overlap = overlap ?? old.Overlap, MaxRuns = maxRuns ?? old.MaxRuns, ExpiresAt = expiresAt ?? old.ExpiresAt,
        };
        var schedule = await client.EditScheduleAsync(scheduleId, new(edited, before.Version), cancel);
        return ToolReply.Success(ScheduleText.Line(schedule), Budget.Of(schedule));
    }
}
