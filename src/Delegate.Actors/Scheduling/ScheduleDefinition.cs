using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Delegate.Contracts;

namespace Delegate.Actors.Scheduling;

/// <summary>One version of a schedule: what was asked for, and what was found out about it when it was accepted.</summary>
public sealed partial record ScheduleDefinition
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

    /// <summary>
    /// A flow file's text with our expressions set aside: its reader knows those about tasks only. What stands for one has
    /// its length, so that lines and columns of other problems stay true.
    /// </summary>
    public static string SetAside(string flow) => Expression().Replace(flow, found => $"$<<{found.Value[3..^2]}>>");

    /// <summary>A prompt with our expressions as people write them.</summary>
    public static string AsWritten(string prompt) => Expression().Replace(prompt, found => $"${{{{{found.Value[3..^2]}}}}}");

    private static string Filled(string prompt, ScheduleId id, DateTimeOffset due) => Expression().Replace(prompt, found => found.Groups["what"].Value == "id"
        ? id.Value
        : due.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture));

    [GeneratedRegex(@"(?<!\$)\$(\{\{|<<)\s*schedule\.(?<what>due|id)\s*(\}\}|>>)")]
    private static partial Regex Expression();
}
