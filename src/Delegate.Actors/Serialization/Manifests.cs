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
        ["dag.cancel-requested.v1"] = JournalJson.Default.CancelRequested,
        ["dag.graph-accepted.v1"] = JournalJson.Default.GraphAccepted,
        ["dag.snapshot.v1"] = JournalJson.Default.DagState,
        ["dag.task-closed.v1"] = JournalJson.Default.TaskClosed,
        ["dag.task-dispatched.v1"] = JournalJson.Default.TaskDispatched,
        ["task.accepted.v1"] = JournalJson.Default.TaskAccepted,
        ["task.attempt-running.v1"] = JournalJson.Default.AttemptRunning,
        ["task.attempt-starting.v1"] = JournalJson.Default.AttemptStarting,
        ["task.ended.v1"] = JournalJson.Default.TaskEnded,
        ["task.session-named.v1"] = JournalJson.Default.SessionNamed,
        ["task.stop-requested.v1"] = JournalJson.Default.StopRequested,
    }.ToFrozenDictionary();

    public static FrozenDictionary<Type, string> ByType { get; } =
        ByName.ToFrozenDictionary(entry => entry.Value.Type, entry => entry.Key);
}
