using System.Text.Json.Serialization;

namespace Delegate.Contracts;

/// <summary>Why a task stands where it stands: a tree that ends in the root causes.</summary>
/// <param name="Id">The task.</param>
/// <param name="Key">Its name in its submission, if any.</param>
/// <param name="Phase">Where it stands; null when it has been forgotten.</param>
/// <param name="Reason">One sentence.</param>
/// <param name="Release">What would change it: a command, or what to wait for; null where the causes below say it.</param>
/// <param name="Causes">What is behind it; empty at a root cause.</param>
/// <param name="More">Causes that are not shown.</param>
public sealed record WhyView(
    TaskId Id, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Key,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] TaskPhase? Phase, string Reason,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Release, IReadOnlyList<WhyView> Causes, int More = 0);
