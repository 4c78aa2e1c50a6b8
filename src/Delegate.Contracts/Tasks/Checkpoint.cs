using System.Text.Json.Serialization;

namespace Delegate.Contracts;

/// <summary>
/// What is known of an attempt at one moment: enough to go on from, or to explain. Taken when the agent's session
/// begins, at its turns (at most one every few seconds), and at every end, a timeout included.
/// </summary>
/// <param name="At">When (UTC).</param>
/// <param name="SessionId">The agent's session.</param>
/// <param name="Turns">Turns of the conversation so far.</param>
/// <param name="LastMessage">The last thing that the agent said, at most 2 KiB.</param>
/// <param name="LastOutput">The last lines of its output, at most 4 KiB.</param>
/// <param name="Git">The working folder; null when it is in no repository.</param>
/// <param name="Usage">Tokens and cost so far, as far as the agent said so.</param>
public sealed record Checkpoint(
    DateTimeOffset At,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? SessionId,
    int Turns,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? LastMessage,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? LastOutput,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] GitState? Git,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] UsageView? Usage);

/// <summary>A git working folder at one moment.</summary>
/// <param name="Branch">Null when the head is detached.</param>
/// <param name="Commit">The head's commit id; null before the first commit.</param>
/// <param name="Dirty">Files with uncommitted changes, relative to the repository, at most 100 of them.</param>
/// <param name="DirtyCount">How many there are.</param>
public sealed record GitState(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Branch,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Commit,
    IReadOnlyList<string> Dirty, int DirtyCount)
{
    /// <summary>Names listed at the most.</summary>
    public const int MostNames = 100;
}
