using System.Collections.Frozen;
using System.Text.Json.Serialization.Metadata;
using Delegate.Actors.Dag;
using Delegate.Actors.Tasks;

namespace Delegate.Actors.Serialization;

/// <summary>
/// The name under which each type stands in the journal. A name is for ever: never change or reuse one. A type that
/// has to change shape gets a new name beside the old one, and the old one stays readable.
/// </summary>
internal static class Manifests
{
    public static FrozenDictionary<string, JsonTypeInfo> ByName { get; } = new Dictionary<string, JsonTypeInfo>
    {
        ["dag.all-paused.v1"] = JournalJson.Default.AllPaused,
        ["dag.cancel-requested.v1"] = JournalJson.Default.CancelRequested,
        ["dag.dependencies-changed.v1"] = JournalJson.Default.DependenciesChanged,
        ["dag.graph-accepted.v1"] = JournalJson.Default.GraphAccepted,
        ["dag.queue-configured.v1"] = JournalJson.Default.QueueConfigured,
        ["dag.snapshot.v1"] = JournalJson.Default.DagState,
        ["dag.task-closed.v1"] = JournalJson.Default.TaskClosed,
        ["dag.task-continued.v1"] = JournalJson.Default.TaskContinued,
        ["dag.task-dispatched.v1"] = JournalJson.Default.TaskDispatched,
        ["dag.task-parked.v1"] = JournalJson.Default.TaskParked,
        ["dag.task-paused.v1"] = JournalJson.Default.TaskPaused,
        ["dag.tasks-pruned.v1"] = JournalJson.Default.TasksPruned,
        ["schedule.created.v1"] = JournalJson.Default.ScheduleCreated,
        ["schedule.edited.v1"] = JournalJson.Default.ScheduleEdited,
        ["schedule.finished.v1"] = JournalJson.Default.ScheduleFinished,
        ["schedule.occurrence-ended.v1"] = JournalJson.Default.OccurrenceEnded,
        ["schedule.occurrence-planned.v1"] = JournalJson.Default.OccurrencePlanned,
        ["schedule.occurrence-skipped.v1"] = JournalJson.Default.OccurrenceSkipped,
        ["schedule.occurrence-start-failed.v1"] = JournalJson.Default.OccurrenceStartFailed,
        ["schedule.occurrence-started.v1"] = JournalJson.Default.OccurrenceStarted,
        ["schedule.occurrence-starting.v1"] = JournalJson.Default.OccurrenceStarting,
        ["schedule.occurrences-passed.v1"] = JournalJson.Default.OccurrencesPassed,
        ["schedule.paused.v1"] = JournalJson.Default.SchedulePaused,
        ["schedule.resumed.v1"] = JournalJson.Default.ScheduleResumed,
        ["schedule.snapshot.v1"] = JournalJson.Default.ScheduleState,
        ["schedules.following.v1"] = JournalJson.Default.ScheduleFollowing,
        ["schedules.registered.v1"] = JournalJson.Default.ScheduleRegistered,
        ["schedules.retired.v1"] = JournalJson.Default.ScheduleRetired,
        ["task.accepted.v1"] = JournalJson.Default.TaskAccepted,
        ["task.agent-interrupted.v1"] = JournalJson.Default.AgentInterrupted,
        ["task.attempt-continued.v1"] = JournalJson.Default.AttemptContinued,
        ["task.attempt-failed.v1"] = JournalJson.Default.AttemptFailed,
        ["task.attempt-paused.v1"] = JournalJson.Default.AttemptPaused,
        ["task.attempt-running.v1"] = JournalJson.Default.AttemptRunning,
        ["task.attempt-starting.v1"] = JournalJson.Default.AttemptStarting,
        ["task.checkpoint-taken.v1"] = JournalJson.Default.CheckpointTaken,
        ["task.ended.v1"] = JournalJson.Default.TaskEnded,
        ["task.session-named.v1"] = JournalJson.Default.SessionNamed,
        ["task.stop-requested.v1"] = JournalJson.Default.StopRequested,
        ["footprints.observed.v1"] = JournalJson.Default.FootprintObserved,
        ["inbox.snapshot.v1"] = JournalJson.Default.InboxState,
        ["inbox.view-seen.v1"] = JournalJson.Default.ViewSeen,
        ["footprints.snapshot.v1"] = JournalJson.Default.Footprints,
    }.ToFrozenDictionary();

    public static FrozenDictionary<Type, string> ByType { get; } =
        ByName.ToFrozenDictionary(entry => entry.Value.Type, entry => entry.Key);
}
