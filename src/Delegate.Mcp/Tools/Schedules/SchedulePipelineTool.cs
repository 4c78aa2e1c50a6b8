using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Delegate.Contracts;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Delegate.Mcp.Tools.Schedules;

/// <summary>Makes a schedule that starts a pipeline at a time.</summary>
internal sealed class SchedulePipelineTool(IDelegateClient client, McpCaller caller)
{
    [McpServerTool(Name = "SchedulePipeline", Title = "Schedule a pipeline", ReadOnly = false, Destructive = true, Idempotent = false, OpenWorld = true)]
    [Answers(typeof(ScheduleView))]
    [Description(
        """
        Starts a chain of 2 to 20 steps at certain times: fresh tasks each time, in one submission. A run has ended when its
        last step has. ${{ schedule.due }} in a prompt stands for the run's own instant.
        Example: {"steps": [{"prompt": "update the dependencies"}, {"prompt": "run the tests"}], "scheduleType": "cron", "cronExpression": "0 6 * * MON"}
        """)]
    public async Task<CallToolResult> RunAsync(
        [Description("The steps, in order.")]
        [MinLength(2), MaxLength(20)]
        PipelineStep[] steps,
        [Description("When: cron for an expression, one_time for one instant, interval for every so many milliseconds.")]
        [AllowedValues("cron", "one_time", "interval")]
        string scheduleType,
        [Description("For cron: minute, hour, day of month, month, day of week (30 2 * * *); names, steps, L, W and #; or @daily and its like.")]
        string? cronExpression = null,
        [Description("For cron: true when the expression has six fields, the first of them seconds.")]
        bool withSeconds = false,
        [Description("For one_time: the instant, ISO 8601 with an offset; in the future.")]
        DateTimeOffset? scheduledAt = null,
        [Description("For interval: milliseconds between the starts.")]
        [Range(1_000, 31_622_400_000)]
        long? intervalMs = null,
        [Description("IANA time zone in which the expression is read, such as Europe/Berlin. Default: UTC.")]
        string? timezone = null,
        [Description("Runs that nobody was there for: skip; once or catchup (one run in place of all); all (the latest ten, one after the other); fail (cancel the schedule).")]
        MissedPolicy missedRunPolicy = MissedPolicy.Skip,
        [Description("A run whose time comes while the one before has not ended: skip it, queue it, cancel-running for the one before, or allow both.")]
        OverlapPolicy overlap = OverlapPolicy.Skip,
        [Description("Each start is late by a part of so many milliseconds.")]
        [Range(0, 86_400_000)]
        long? jitterMs = null,
        [Description("Complete the schedule after so many runs.")]
        [Range(1, 2_147_483_647)]
        int? maxRuns = null,
        [Description("No run before this instant, ISO 8601.")]
        DateTimeOffset? notBefore = null,
        [Description("No run at or after this instant, ISO 8601.")]
        DateTimeOffset? expiresAt = null,
        [Description("Start each run when that schedule's runs of the same time and before have ended, however they ended.")]
        ScheduleId? afterSchedule = null,
        [Description("A name for people.")]
        [StringLength(64, MinimumLength = 1)]
        string? name = null,
        [Description("Who does it: claude is a new Claude Code session, shell a command line.")]
        [AllowedValues(AgentNames.Claude, AgentNames.Shell)]
        string agent = AgentNames.Claude,
        [Description("Folder to work in; a relative path starts from the project folder of this session, which is also the default.")]
        string? workingDirectory = null,
        [Description("Who goes first when slots are short: P0 critical, P1 high, P2 normal.")]
        Priority priority = Priority.P2,
        [Description("Milliseconds that each step may run. Default: the user's setting.")]
        [Range(1_000, 86_400_000)]
        long? timeout = null,
        [Description("Model for claude. Default: the user's setting.")]
        string? model = null,
        CancellationToken cancel = default)
    {
        var tasks = steps.Select(step => step.ToTask(caller, agent, workingDirectory, priority, model, timeout)).ToList();
        var schedule = await client.CreateScheduleAsync(new ScheduleArguments(
            scheduleType, cronExpression, withSeconds, scheduledAt, intervalMs, timezone, missedRunPolicy, overlap, jitterMs, maxRuns, notBefore, expiresAt,
            afterSchedule, name).ToRequest(new() { Steps = tasks }, caller), cancel);
        return ToolReply.Success(ScheduleText.Line(schedule), Budget.Of(schedule));
    }
}
