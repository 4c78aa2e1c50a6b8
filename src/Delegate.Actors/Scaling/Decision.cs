using System.Text.Json;
using System.Text.Json.Serialization;
using Delegate.Contracts;

namespace Delegate.Actors.Scaling;

/// <summary>
/// One decision of the scaler, with everything that it was made from: ask the policy <see cref="Question"/> again and the
/// same comes out. One line of <see cref="DelegateHome.DecisionsFile"/>; clients read it as <see cref="DecisionView"/>.
/// </summary>
/// <param name="Kind">One of <see cref="DecisionKinds"/>.</param>
public sealed record Decision(DateTimeOffset At, string Kind, TaskId TaskId, string Agent, string Folder, string Queue)
{
    /// <summary>Which rule said no.</summary>
    public string? Rule { get; init; }

    public string? Reason { get; init; }

    /// <summary>Slots in use.</summary>
    public int Running { get; init; }

    /// <summary>Tasks in line.</summary>
    public int Waiting { get; init; }

    /// <summary>Of a grant or a hold.</summary>
    public SlotQuestion? Question { get; init; }
}

/// <summary>The kinds of decisions.</summary>
public static class DecisionKinds
{
    public const string Grant = "grant";
    public const string Hold = "hold";
    public const string End = "end";

    public static string Of(Relief step) => step.ToString().ToLowerInvariant();
}

/// <summary>A hold that goes on is asked about twice a second: it is written down when it begins, when its rule changes, and every half minute.</summary>
internal sealed class DecisionFilter
{
    private static readonly TimeSpan Repeated = TimeSpan.FromSeconds(30);
    private (TaskId Task, string? Rule, DateTimeOffset At)? _last;

    public bool IsNews(TaskId task, string? rule, DateTimeOffset now)
    {
        if (rule is not null && _last is { } last && last.Task == task && last.Rule == rule && now - last.At < Repeated)
            return false;
        _last = (task, rule, now);
        return true;
    }
}

/// <summary>How decisions are written.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Decision))]
public sealed partial class DecisionJson : JsonSerializerContext;
