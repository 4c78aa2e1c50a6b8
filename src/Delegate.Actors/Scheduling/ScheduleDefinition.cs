using System.Globalization;
using System.Text.Json.Serialization;
using Delegate.Contracts;

namespace Delegate.Actors.Scheduling;

/// <summary>One version of a schedule: what was asked for, and what was found out about it when it was accepted.</summary>
public sealed record ScheduleDefinition
{
    public required ScheduleRequest Schedule { get; init; }

    /// <summary>The tasks of a flow file, read when the version was accepted.</summary>
    public IReadOnlyList<TaskRequest>? FlowTasks { get; init; }

    /// <summary>The first instant of an interval.</summary>
    public required DateTimeOffset CountsFrom { get; init; }

    [JsonIgnore]
    public IReadOnlyList<TaskRequest> Tasks =>
        FlowTasks ?? (Schedule.Work.Steps is { } steps ? Pipeline.Chain(steps) : [Schedule.Work.Task!]);

    /// <summary>What an occurrence hands to the coordinator. The same occurrence always hands over the same.</summary>
    /// <param name="due">In the schedule's zone.</param>
    public SubmitRequest SubmissionFor(ScheduleId id, DateTimeOffset due, string key) => new()
    {
        Tasks = [.. Tasks.Select(task => task with { Prompt = Filled(task.Prompt, id, due) })],
        Source = $"{SourcePrefix}{id}",
        CallerSession = Schedule.CallerSession,
        IdempotencyKey = key,
    };

    /// <summary>How the source of a scheduled task begins.</summary>
    public const string SourcePrefix = "schedule:";

    private static string Filled(string prompt, ScheduleId id, DateTimeOffset due) => prompt
        .Replace("${{ schedule.due }}", due.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("${{ schedule.id }}", id.Value, StringComparison.Ordinal);
}
