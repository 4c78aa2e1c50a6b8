using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Delegate.Actors.Projections;
using Delegate.Actors.Tasks;
using Delegate.Contracts;
using Microsoft.Data.Sqlite;

namespace Delegate.Host.Telemetry;

/// <summary>
/// A span for each task when it has ended, from its acceptance to its end, with one for each attempt in it, and links to
/// its parents'. Made from the journal afterwards: a task outlives hosts, a span that is open does not.
/// </summary>
internal sealed class TaskTraces : IDisposable
{
    /// <summary>Spans of parents that links can lead to.</summary>
    private const int MostRemembered = 10_000;

    private static readonly TimeSpan AtTheEnd = TimeSpan.FromSeconds(3);

    private readonly ActivitySource _source = new(HostMetrics.Name);
    private readonly ConcurrentDictionary<TaskId, ActivityContext> _spans = [];
    private readonly ConcurrentQueue<TaskId> _order = [];
    private readonly LiveFeed _feed;
    private readonly TaskQueries _queries;
    private readonly HistoryReader _history;
    private readonly DateTimeOffset _since;
    private readonly Channel<TaskId> _ended = Channel.CreateUnbounded<TaskId>(new() { SingleReader = true });
    private readonly Task _tracing;

    [ThreadStatic]
    private static ActivityTraceId? _next;

    // The one way in which the library lets a new trace be named; it is asked on the thread that starts the span.
    static TaskTraces() => Activity.TraceIdGenerator = () => _next ?? ActivityTraceId.CreateRandom();

    public TaskTraces(LiveFeed feed, TaskQueries queries, HistoryReader history, TimeProvider time)
    {
        (_feed, _queries, _history, _since) = (feed, queries, history, time.GetUtcNow());
        _tracing = Task.Run(TraceAllAsync);
        feed.Projected += Note;
    }

    /// <summary>What has ended so far is traced.</summary>
    public void Dispose()
    {
        _feed.Projected -= Note;
        _ended.Writer.TryComplete();
        _tracing.Wait(AtTheEnd);
        _source.Dispose();
    }

    /// <summary>The tasks of a submission are one trace, whichever hosts saw them end.</summary>
    internal static ActivityTraceId TraceOf(string graph) => ActivityTraceId.CreateFromBytes(SHA256.HashData(Encoding.UTF8.GetBytes(graph)).AsSpan(0, 16));

    private void Note(IReadOnlyList<JournalEntry> page)
    {
        foreach (var entry in page)
            if (entry.Event is TaskProtocol.Ended ended && ended.At >= _since)
                _ended.Writer.TryWrite(ended.TaskId);
    }

    private async Task TraceAllAsync()
    {
        await foreach (var id in _ended.Reader.ReadAllAsync())
            try
            {
                if (_queries.Find(id)?.View is { } view)
                    Trace(view);
            }
            catch (SqliteException)
            {
                // It cannot be looked up now: a task without a trace, and nothing else.
            }
    }

    private void Trace(TaskView view)
    {
        var links = view.After.Select(edge => _spans.TryGetValue(edge.Id, out var parent) ? new ActivityLink(parent) : (ActivityLink?)null).OfType<ActivityLink>();
        using var task = Root(TraceOf(view.GraphId), () => _source.StartActivity(ActivityKind.Internal, tags: TagsOf(view), links: links, startTime: view.CreatedAt, name: $"task {view.Agent}"));
        if (task is null)
            return;
        foreach (var attempt in _history.Attempts(view.Id))
        {
            using var span = _source.StartActivity(ActivityKind.Internal, parentContext: task.Context, startTime: attempt.From, name: $"attempt {view.Agent}",
                tags: [new("delegate.attempt", attempt.Number), new("delegate.outcome", attempt.Outcome.Code)]);
            End(span, attempt.Outcome, attempt.Outcome.Code == OutcomeCodes.Succeeded, attempt.Until);
        }
        End(task, view.Outcome, view.Phase == TaskPhase.Succeeded, view.EndedAt!.Value);
        Remember(view.Id, task.Context);
    }

    /// <summary>Neither prompts nor results: what an answer to <c>delegate list</c> has without its words.</summary>
    private static List<KeyValuePair<string, object?>> TagsOf(TaskView view)
    {
        List<KeyValuePair<string, object?>> tags =
        [
            new("delegate.task.id", view.Id.Value), new("delegate.graph.id", view.GraphId), new("delegate.agent", view.Agent), new("delegate.priority", view.Priority.ToString()),
            new("delegate.phase", view.Phase.ToString().ToLowerInvariant()), new("delegate.outcome", view.Outcome?.Code), new("delegate.attempts", view.Attempt),
        ];
        if (view.Key is { } name)
            tags.Add(new("delegate.task.name", name));
        if (view.After.Count > 0)
            tags.Add(new("delegate.task.after", view.After.Select(edge => edge.Id.Value).ToArray()));
        if (view.Usage is { } usage)
            tags.Add(new("delegate.cost.usd", (double)usage.CostUsd));
        return tags;
    }

    private static void End(Activity? span, OutcomeView? outcome, bool succeeded, DateTimeOffset at)
    {
        if (span is null)
            return;
        span.SetStatus(succeeded ? ActivityStatusCode.Ok : ActivityStatusCode.Error, succeeded ? null : outcome?.Code);
        span.SetEndTime(at.UtcDateTime);
    }

    private static Activity? Root(ActivityTraceId trace, Func<Activity?> start)
    {
        Activity.Current = null;
        _next = trace;
        try
        {
            return start();
        }
        finally
        {
            _next = null;
        }
    }

    private void Remember(TaskId id, ActivityContext context)
    {
        _spans[id] = context;
        _order.Enqueue(id);
        if (_order.Count > MostRemembered && _order.TryDequeue(out var oldest))
            _spans.TryRemove(oldest, out _);
    }
}
