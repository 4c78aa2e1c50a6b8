using System.Globalization;
using Delegate.Actors.Dag;
using Delegate.Actors.Tasks;
using Delegate.Contracts;

namespace Delegate.Actors.Projections;

/// <summary>Each event as one sentence, as it reads in the history of one task. Pure.</summary>
internal static class HistoryWords
{
    /// <param name="id">Whose history it is: an event may concern several.</param>
    public static string Of(TaskId id, object happened) => happened switch
    {
        DagProtocol.GraphAccepted e => Accepted(id, e),
        DagProtocol.TaskDispatched => "A slot was granted.",
        DagProtocol.TaskParked { NotBefore: { } time } e => $"Waits for its next attempt, not before {Time(time)}, after attempt {e.Attempt}.",
        DagProtocol.TaskParked e => e.Attempt == 0 ? "Waits for a slot again." : $"Waits for a slot again, after attempt {e.Attempt}.",
        DagProtocol.CancelRequested e => $"{Who(e.Cause.By)} wants it ended: {e.Cause.Message}",
        DagProtocol.TaskClosed e when e.TaskId == id => $"Closed as {Phase(e.Phase)}; whoever waits for it was told.",
        DagProtocol.TaskClosed e => $"{e.TaskId}, which it waited for, has {Ending(e.Phase)}: {e.Outcome.Message}",
        DagProtocol.TaskPaused e => $"Paused by {e.By}.",
        DagProtocol.TaskContinued e => $"Continued by {e.By}.",
        DagProtocol.DependenciesChanged e => $"Its dependencies were changed by {e.By}: {Changes(e)}.",
        TaskProtocol.Accepted => "Its own journal begins.",
        TaskProtocol.AttemptStarting e => $"Attempt {e.Number} starts, {(e.Resume ? "going on with" : "in")} session {e.SessionId}.",
        TaskProtocol.AttemptRunning e =>
            $"Attempt {e.Number} {(e.Adopted ? "was taken back by a restarted host" : "runs")}, pid {e.Identity.Agent.Pid}{NewSession(e.NewSessionId)}{Where(e.GitBefore)}.",
        TaskProtocol.SessionNamed e => Named(e),
        TaskProtocol.CheckpointTaken e => $"Checkpoint at turn {e.Checkpoint.Turns}{Where(e.Checkpoint.Git)}{Said(e.Checkpoint.LastMessage)}",
        TaskProtocol.AttemptPaused e => $"Attempt {e.Number} was frozen by {e.By}.",
        TaskProtocol.AttemptContinued e => $"Attempt {e.Number} goes on, by {e.By}.",
        TaskProtocol.AgentInterrupted e => $"Attempt {e.Number} was silent for {Length(e.SilenceMs)} and was interrupted.",
        TaskProtocol.StopRequested e => $"Attempt {e.Number} is being ended by {e.Cause.By}: {e.Cause.Message}",
        TaskProtocol.AttemptFailed e =>
            $"Attempt {e.Number} failed ({How(e.Outcome)}): {e.Outcome.Message} The next one starts at {Time(e.RetryAt)} or later{(e.Counts ? "" : "; this one does not count")}.",
        TaskProtocol.Ended e => $"{Capital(Phase(e.Phase))} ({How(e.Outcome)}){(e.Number > 0 ? $" with attempt {e.Number}" : " before any attempt")}: {e.Outcome.Message}{Cost(e.Usage)}",
        _ => throw new InvalidOperationException($"No words tell of {happened.GetType()}."),
    };

    private static string Accepted(TaskId id, DagProtocol.GraphAccepted e)
    {
        if (e.Tasks.FirstOrDefault(task => task.Spec.Id == id) is not { } own)
        {
            var next = e.Tasks.First(task => task.Spec.Lineage is not null).Spec;
            if (next.Lineage!.Previous != id)
                return $"{next.Lineage.Previous}, which it waits for, goes on as {next.Id}: now it waits for that.";
            return $"{(next.Lineage.Kind == LineageKind.Retry ? "Retried" : "Resumed")} as {next.Id}, by {e.Source ?? "api"}.";
        }
        var with = e.Tasks.Count == 1 ? "" : $" with {e.Tasks.Count - 1} more";
        var after = own.Edges.Count(edge => !edge.Done) is var open and > 0 ? $"; waits for {string.Join(", ", own.Edges.Where(edge => !edge.Done).Take(5).Select(edge => edge.On))}{(open > 5 ? $" and {open - 5} more" : "")}" : "";
        var line = own.Spec.Lineage is { } lineage ? $"; {(lineage.Kind == LineageKind.Retry ? "a retry" : "a resume")} of {lineage.Previous}" : "";
        return $"Accepted from {e.Source ?? "api"} in {e.GraphId}{with}{line}{after}.";
    }

    private static string Changes(DagProtocol.DependenciesChanged e) => string.Join("; ", new[]
    {
        e.Added.Count > 0 ? $"now after {string.Join(", ", e.Added.Select(edge => edge.On))}" : "",
        e.Removed.Count > 0 ? $"no longer after {string.Join(", ", e.Removed)}" : "",
    }.Where(part => part.Length > 0));

    private static string Named(TaskProtocol.SessionNamed e) =>
        $"The agent says: {string.Join(", ", new[] { e.SessionId is { } session ? $"session {session}" : null, e.Model is { } model ? $"model {model}" : null }.OfType<string>())}.";

    private static string How(OutcomeView outcome) => outcome switch
    {
        { Signal: { } signal } => $"{outcome.Code}, {signal}",
        { ExitCode: { } code } => $"{outcome.Code}, exit {code}",
        _ => outcome.Code,
    };

    private static string Where(GitState? git) => git is null ? "" :
        $", on {git.Branch ?? "no branch"}{(git.Commit is { Length: > 7 } commit ? $" at {commit[..7]}" : "")}{(git.DirtyCount > 0 ? $" with {git.DirtyCount} changed" : "")}";

    private static string NewSession(string? session) => session is null ? "" : $", in the new session {session}";

    private static string Said(string? words) => string.IsNullOrWhiteSpace(words) ? "." : $": {OneLine(words)}";

    private static string OneLine(string words)
    {
        var line = string.Join(' ', words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= 100 ? line : line[..(char.IsHighSurrogate(line[98]) ? 98 : 99)] + "…";
    }

    private static string Cost(UsageView? usage) => usage is { CostUsd: > 0 } ? string.Create(CultureInfo.InvariantCulture, $" It cost ${usage.CostUsd:0.00##}.") : "";

    private static string Who(string by) => by == "dependency" ? "A failed dependency" : Capital(by);

    private static string Ending(TaskPhase phase) => phase == TaskPhase.Cancelled ? "been cancelled" : Phase(phase);

    private static string Phase(TaskPhase phase) => phase.ToString().ToLowerInvariant();

    private static string Capital(string word) => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..];

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Length(long milliseconds) => TimeSpan.FromMilliseconds(milliseconds) is var time && time.TotalMinutes >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalMinutes}m{time.Seconds:00}s")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#}s");
}
