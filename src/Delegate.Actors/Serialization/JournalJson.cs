using System.Text.Json;
using System.Text.Json.Serialization;
using Delegate.Actors.Dag;
using Delegate.Actors.Scheduling;
using Delegate.Actors.Tasks;

namespace Delegate.Actors.Serialization;

/// <summary>How journaled types look as JSON. A property that is missing in an old entry takes its default.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DagProtocol.GraphAccepted))]
[JsonSerializable(typeof(DagProtocol.TaskDispatched))]
[JsonSerializable(typeof(DagProtocol.CancelRequested))]
[JsonSerializable(typeof(DagProtocol.TaskClosed))]
[JsonSerializable(typeof(DagProtocol.TaskParked))]
[JsonSerializable(typeof(DagProtocol.TaskPaused))]
[JsonSerializable(typeof(DagProtocol.TaskContinued))]
[JsonSerializable(typeof(DagProtocol.DependenciesChanged))]
[JsonSerializable(typeof(DagProtocol.QueueConfigured))]
[JsonSerializable(typeof(DagProtocol.AllPaused))]
[JsonSerializable(typeof(DagProtocol.TasksPruned))]
[JsonSerializable(typeof(DagState))]
[JsonSerializable(typeof(TaskProtocol.Accepted), TypeInfoPropertyName = "TaskAccepted")]
[JsonSerializable(typeof(TaskProtocol.AttemptStarting))]
[JsonSerializable(typeof(TaskProtocol.AttemptRunning))]
[JsonSerializable(typeof(TaskProtocol.SessionNamed))]
[JsonSerializable(typeof(TaskProtocol.CheckpointTaken))]
[JsonSerializable(typeof(TaskProtocol.AttemptPaused))]
[JsonSerializable(typeof(TaskProtocol.AttemptContinued))]
[JsonSerializable(typeof(TaskProtocol.AgentInterrupted))]
[JsonSerializable(typeof(TaskProtocol.AttemptFailed))]
[JsonSerializable(typeof(TaskProtocol.StopRequested))]
[JsonSerializable(typeof(TaskProtocol.Ended), TypeInfoPropertyName = "TaskEnded")]
[JsonSerializable(typeof(Scaling.FootprintObserved))]
[JsonSerializable(typeof(Scaling.Footprints))]
[JsonSerializable(typeof(Inbox.InboxProtocol.ViewSeen))]
[JsonSerializable(typeof(Inbox.InboxState))]
[JsonSerializable(typeof(RegistryProtocol.Registered), TypeInfoPropertyName = "ScheduleRegistered")]
[JsonSerializable(typeof(RegistryProtocol.Following), TypeInfoPropertyName = "ScheduleFollowing")]
[JsonSerializable(typeof(RegistryProtocol.Retired), TypeInfoPropertyName = "ScheduleRetired")]
[JsonSerializable(typeof(ScheduleProtocol.Created), TypeInfoPropertyName = "ScheduleCreated")]
[JsonSerializable(typeof(ScheduleProtocol.Edited), TypeInfoPropertyName = "ScheduleEdited")]
[JsonSerializable(typeof(ScheduleProtocol.Paused), TypeInfoPropertyName = "SchedulePaused")]
[JsonSerializable(typeof(ScheduleProtocol.Resumed), TypeInfoPropertyName = "ScheduleResumed")]
[JsonSerializable(typeof(ScheduleProtocol.Finished), TypeInfoPropertyName = "ScheduleFinished")]
[JsonSerializable(typeof(ScheduleProtocol.OccurrencePlanned))]
[JsonSerializable(typeof(ScheduleProtocol.OccurrencesPassed))]
[JsonSerializable(typeof(ScheduleProtocol.OccurrenceSkipped))]
[JsonSerializable(typeof(ScheduleProtocol.OccurrenceStarting))]
[JsonSerializable(typeof(ScheduleProtocol.OccurrenceStarted))]
[JsonSerializable(typeof(ScheduleProtocol.OccurrenceStartFailed))]
[JsonSerializable(typeof(ScheduleProtocol.OccurrenceEnded))]
[JsonSerializable(typeof(ScheduleState))]
internal sealed partial class JournalJson : JsonSerializerContext;
