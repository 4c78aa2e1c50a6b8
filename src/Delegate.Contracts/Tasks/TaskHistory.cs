using System.Text.Json;

namespace Delegate.Contracts;

/// <summary>One thing that happened to a task.</summary>
/// <param name="Position">Its place in the journal: grows with time, over all tasks.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Kind">The event's name, such as <c>attempt-running</c>; only ever added to.</param>
/// <param name="Message">One sentence with the facts.</param>
/// <param name="Event">The journal's own entry; long texts (prompts, answers) are cut.</param>
public sealed record HistoryEntry(long Position, DateTimeOffset At, string Kind, string Message, JsonElement Event);

/// <summary>A part of a task's history, oldest first.</summary>
/// <param name="Id">The task.</param>
/// <param name="Entries">What happened.</param>
/// <param name="Next">Pass as <c>after</c> for what comes then; null at the end.</param>
public sealed record HistoryPage(TaskId Id, IReadOnlyList<HistoryEntry> Entries, long? Next = null);

/// <summary>Which part of a history.</summary>
/// <param name="After">The <see cref="HistoryPage.Next"/> of the page before; null = from the beginning.</param>
/// <param name="Limit">At most so many entries, 1 to 1,000.</param>
public sealed record HistoryQuery(long? After = null, int Limit = 200);
