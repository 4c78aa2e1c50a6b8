using System.Text.Json;

namespace Delegate.Contracts;

/// <summary>One decision of the scaler, as it was written down.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="Kind"><c>grant</c>, <c>hold</c>, <c>freeze</c>, <c>thaw</c>, <c>requeue</c> or <c>end</c>.</param>
/// <param name="TaskId">About whom: of a hold, the first in line.</param>
/// <param name="Agent">Its agent.</param>
/// <param name="Folder">Its project.</param>
/// <param name="Queue">Its queue.</param>
public sealed record DecisionView(DateTimeOffset At, string Kind, TaskId TaskId, string Agent, string Folder, string Queue)
{
    /// <summary>The <see cref="Kind"/> of what was refused for now.</summary>
    public const string Hold = "hold";

    /// <summary>Which rule held it.</summary>
    public string? Rule { get; init; }

    /// <summary>Why, with the numbers.</summary>
    public string? Reason { get; init; }

    /// <summary>Slots in use then.</summary>
    public int Running { get; init; }

    /// <summary>Tasks that waited for a slot then.</summary>
    public int Waiting { get; init; }

    /// <summary>What it was decided from: the readings, the agents in flight, and what the next one was expected to need.</summary>
    public JsonElement? Question { get; init; }
}

/// <summary>Reads the decisions; needs no host.</summary>
public static class Decisions
{
    /// <summary>Those that are kept, oldest first. A line that is being written, or was cut, is passed over.</summary>
    public static IEnumerable<DecisionView> Read(DelegateHome home)
    {
        foreach (var file in new[] { DelegateHome.BeforeOf(home.DecisionsFile), home.DecisionsFile })
        {
            if (!File.Exists(file))
                continue;
            using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            while (reader.ReadLine() is { } line)
                if (Parse(line) is { } decision)
                    yield return decision;
        }
    }

    /// <summary>The last ones up to a moment, oldest first.</summary>
    /// <param name="home">Whose.</param>
    /// <param name="until">Null = up to now.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="task">Only about this one; null = about all.</param>
    public static IReadOnlyList<DecisionView> ReadLast(DelegateHome home, DateTimeOffset? until, int most, TaskId? task = null) =>
        [.. Read(home).Where(decision => (until is null || decision.At <= until) && (task is null || decision.TaskId == task)).TakeLast(most)];

    private static DecisionView? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, ContractsJson.Default.DecisionView);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
