using System.Globalization;
using Delegate.Contracts;

namespace Delegate.Actors.Projections;

/// <summary>
/// Why a task stands where it stands, down to the root causes: a function of views (with their hold reasons) and the
/// time, bounded in depth, breadth and size.
/// </summary>
public static class WhyTree
{
    private const int Deepest = 20;
    private const int Broadest = 10;
    private const int Most = 200;

    /// <summary>The tasks that an explanation needs to know, found by asking for one level after the other.</summary>
    public static IReadOnlyDictionary<TaskId, TaskView> Collect(TaskView task, Func<IReadOnlyCollection<TaskId>, IReadOnlyList<TaskView>> find)
    {
        var known = new Dictionary<TaskId, TaskView> { [task.Id] = task };
        var level = new List<TaskView> { task };
        for (var depth = 0; depth <= Deepest && level.Count > 0 && known.Count < Most; depth++)
        {
            // One more than is shown of each: it may be one of the finished ones, which sort last.
            var wanted = level.SelectMany(view => Behind(view).Take(10 * Broadest)).Where(id => !known.ContainsKey(id)).Distinct().Take(5 * Most).ToList();
            level = [.. find(wanted)];
            foreach (var view in level)
                known[view.Id] = view;
        }
        return known;
    }

    /// <param name="views">What <see cref="Collect"/> found, with hold reasons.</param>
    /// <param name="silence">How long a running task's agent has written nothing; null where nobody knows.</param>
    public static WhyView Explain(TaskId id, IReadOnlyDictionary<TaskId, TaskView> views, Func<TaskView, TimeSpan?> silence, DateTimeOffset now)
    {
        var told = new HashSet<TaskId>();
        return Node(id, 0);

        WhyView Node(TaskId at, int depth)
        {
            if (!views.TryGetValue(at, out var view))
                return new(at, null, null, "It is not known: it was pruned, or lies too deep.", $"delegate why {at}", []);
            if (!told.Add(at))
                return new(at, view.Key, view.Phase, $"{Word(view.Phase)}; see above.", null, []);
            var behind = Behind(view).ToList();
            if (behind.Count == 0)
                return Leaf(view, silence(view), now);
            if (depth >= Deepest || told.Count >= Most)
                return new(at, view.Key, view.Phase, $"{Sentence(view, behind.Count)} The causes lie deeper.", $"delegate why {at}", [], behind.Count);
            // Those that need somebody's hand come first: they are what is worth showing.
            var shown = behind.OrderBy(cause => Urgency(views.GetValueOrDefault(cause))).Take(Broadest).Select(cause => Node(cause, depth + 1)).ToList();
            if (IsHeld(view))
                shown = [.. shown.Select(cause => Held(cause, views))];
            return new(at, view.Key, view.Phase, Sentence(view, behind.Count), Release(view), shown, behind.Count - shown.Count);
        }
    }

    /// <summary>What it waits for, or what its end came from.</summary>
    private static IEnumerable<TaskId> Behind(TaskView view) => view switch
    {
        { Phase: TaskPhase.Waiting } or { Phase: TaskPhase.Paused, PausedFrom: TaskPhase.Waiting } or { Phase: TaskPhase.Cancelled, Outcome.Code: OutcomeCodes.DependencyFailed } =>
            view.After.Where(edge => !edge.Done).Select(edge => edge.Id),
        _ => [],
    };

    private static bool IsHeld(TaskView view) => view.After.Any(edge => edge is { Done: false, OnFailure: DependencyPolicy.Hold });

    /// <summary>A cause that failed, seen from a task that is held on it.</summary>
    private static WhyView Held(WhyView cause, IReadOnlyDictionary<TaskId, TaskView> views) =>
        cause.Causes.Count == 0 && views.TryGetValue(cause.Id, out var view) && view.Phase is TaskPhase.Failed or TaskPhase.Cancelled
            ? cause with { Reason = $"{cause.Reason} What comes after it is held until a retry or a resume of it succeeds." }
            : cause;

    private static int Urgency(TaskView? view) => view?.Phase switch
    {
        TaskPhase.Failed or TaskPhase.Cancelled => 0,
        TaskPhase.Paused => 1,
        TaskPhase.Retrying => 2,
        TaskPhase.Waiting => 3,
        TaskPhase.Queued => 4,
        TaskPhase.Succeeded => 9,
        _ => 5,
    };

    private static string Sentence(TaskView view, int behind) => view.Phase switch
    {
        TaskPhase.Cancelled => view.Outcome!.Message,
        TaskPhase.Paused => $"Paused{By(view)}; it also waits for {Count(behind)}.",
        _ => $"Waits for {Count(behind)}{(view.After.Count > behind ? $"; {view.After.Count - behind} of {view.After.Count} are done" : "")}.",
    };

    private static WhyView Leaf(TaskView view, TimeSpan? silence, DateTimeOffset now)
    {
        var reason = view.Phase switch
        {
            TaskPhase.Waiting => "Everything that it waited for is done; it is about to be queued.",
            TaskPhase.Queued => $"Queued: {view.HoldReason ?? "about to start"}.",
            TaskPhase.Starting => $"Attempt {view.Attempt} is being started.",
            TaskPhase.Running => Running(view, silence, now),
            TaskPhase.Paused => $"Paused{By(view)}{(view.PausedFrom == TaskPhase.Running ? $" while running; its processes are frozen" : "")}.",
            TaskPhase.Retrying => $"Attempt {view.Attempt} failed: {view.Outcome?.Message} The next one starts {In(view.RetryAt, now)}.",
            TaskPhase.Stopping => "Its processes are being ended.",
            TaskPhase.Succeeded => "Succeeded.",
            _ => $"{Word(view.Phase)}: {view.Outcome?.Message}",
        };
        return new(view.Id, view.Key, view.Phase, reason, Release(view), []);
    }

    private static string Running(TaskView view, TimeSpan? silence, DateTimeOffset now)
    {
        var since = view.StartedAt is { } start ? $" for {Length(now - start)}" : "";
        var quiet = silence is { } time ? time < TimeSpan.FromSeconds(5) ? "; it is writing" : $"; silent for {Length(time)}" : "";
        var limit = view is { IdleMs: { } idle } && silence > TimeSpan.FromSeconds(5) ? $" (its limit is {Length(TimeSpan.FromMilliseconds(idle))})" : "";
        var said = view.Checkpoint?.LastMessage is { Length: > 0 } words ? $". It last said: {OneLine(words)}" : ".";
        return $"Attempt {view.Attempt} runs{since}{quiet}{limit}{said}";
    }

    private static string? Release(TaskView view) => view.Phase switch
    {
        TaskPhase.Paused => $"delegate resume {view.Id}",
        TaskPhase.Retrying => "wait: it starts by itself",
        TaskPhase.Queued => "wait: it starts by itself; delegate status shows what runs",
        TaskPhase.Running => $"wait, or delegate logs -f {view.Id}, or delegate cancel {view.Id}",
        TaskPhase.Starting or TaskPhase.Stopping => "wait",
        TaskPhase.Failed or TaskPhase.Cancelled => $"delegate retry {view.Id}{(view.SessionId is null ? "" : $", or delegate resume {view.Id}")}",
        _ => null,
    };

    private static string By(TaskView view) => view.PausedBy is { } who ? $" by {who}" : "";

    private static string Count(int tasks) => tasks == 1 ? "one task" : $"{tasks} tasks";

    private static string Word(TaskPhase phase) => phase.ToString();

    private static string In(DateTimeOffset? time, DateTimeOffset now) => time is { } at && at > now ? $"in {Length(at - now)}" : "as soon as there is a slot";

    private static string OneLine(string words)
    {
        var line = string.Join(' ', words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= 160 ? line : line[..(char.IsHighSurrogate(line[158]) ? 158 : 159)] + "…";
    }

    private static string Length(TimeSpan time) => time switch
    {
        { TotalSeconds: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, time.TotalSeconds):0}s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}m{time.Seconds:00}s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}h{time.Minutes:00}m"),
    };
}
