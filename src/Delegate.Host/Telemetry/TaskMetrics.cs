using System.Diagnostics.Metrics;
using Delegate.Actors.Dag;
using Delegate.Actors.Projections;
using Delegate.Actors.Tasks;
using Delegate.Contracts;
using Microsoft.Data.Sqlite;

namespace Delegate.Host.Telemetry;

/// <summary>Counts and measures what happens to tasks, from the journal's entries as they come. What happened before it was made is not counted again.</summary>
internal sealed class TaskMetrics : IDisposable
{
    private static readonly InstrumentAdvice<double> Durations = new() { HistogramBucketBoundaries = [1, 5, 15, 60, 300, 900, 3_600, 10_800, 43_200] };
    private static readonly InstrumentAdvice<double> Waits = new() { HistogramBucketBoundaries = [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3_600, 10_800, 43_200] };
    private static readonly InstrumentAdvice<double> Hops = new() { HistogramBucketBoundaries = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 3_600] };

    private readonly Counter<long> _accepted, _ended, _starts, _adoptions, _tokens;
    private readonly Counter<double> _cost;
    private readonly Histogram<double> _duration, _attempt, _wait, _hop;
    private readonly LiveFeed _feed;
    private readonly TaskQueries _queries;
    private readonly DateTimeOffset _since;

    public TaskMetrics(LiveFeed feed, TaskQueries queries, TimeProvider time)
    {
        (_feed, _queries, _since) = (feed, queries, time.GetUtcNow());
        _accepted = Meter.CreateCounter<long>("delegate.tasks.accepted", "{task}", "Tasks accepted.");
        _ended = Meter.CreateCounter<long>("delegate.tasks.ended", "{task}", "Tasks ended, by phase and outcome.");
        _starts = Meter.CreateCounter<long>("delegate.attempts.started", "{attempt}", "Agent processes started.");
        _adoptions = Meter.CreateCounter<long>("delegate.attempts.adopted", "{attempt}", "Running agents that this host took back.");
        _cost = Meter.CreateCounter<double>("delegate.cost.usd", null, "What attempts cost, as their agents say.");
        _tokens = Meter.CreateCounter<long>("delegate.tokens", "{token}", "Tokens of attempts, as their agents say, by type.");
        _duration = Meter.CreateHistogram("delegate.task.duration", "s", "From a task's acceptance to its end.", advice: Durations);
        _attempt = Meter.CreateHistogram("delegate.attempt.duration", "s", "From an attempt's start to its end.", advice: Durations);
        _wait = Meter.CreateHistogram("delegate.task.wait", "s", "From the moment that nothing but a slot was lacking to a task's first start.", advice: Waits);
        _hop = Meter.CreateHistogram("delegate.hop.latency", "s", "From the last parent's end to its child's first start.", advice: Hops);
        feed.Projected += Count;
    }

    public Meter Meter { get; } = new(HostMetrics.Name);

    public void Dispose()
    {
        _feed.Projected -= Count;
        Meter.Dispose();
    }

    private void Count(IReadOnlyList<JournalEntry> page)
    {
        try
        {
            CountAll(page);
        }
        catch (SqliteException)
        {
            // On the projector's thread: what cannot be looked up now is not measured, and holds up nobody.
        }
    }

    private void CountAll(IReadOnlyList<JournalEntry> page)
    {
        foreach (var entry in page)
            switch (entry.Event)
            {
                case DagProtocol.GraphAccepted graph when graph.At >= _since:
                    foreach (var task in graph.Tasks)
                        _accepted.Add(1, new("agent", task.Spec.Agent), new("priority", task.Spec.Priority.ToString()));
                    break;
                case TaskProtocol.IEvent happened when happened.At >= _since && _queries.Find(happened.TaskId)?.View is { } view:
                    Count(happened, view);
                    break;
            }
    }

    private void Count(TaskProtocol.IEvent happened, TaskView view)
    {
        KeyValuePair<string, object?> agent = new("agent", view.Agent);
        switch (happened)
        {
            case TaskProtocol.AttemptRunning { Adopted: true }:
                _adoptions.Add(1, agent);
                break;
            case TaskProtocol.AttemptRunning running:
                _starts.Add(1, agent);
                if (running.Number == 1)
                    FirstStart(running.At, view);
                break;
            case TaskProtocol.AttemptFailed failed:
                Attempt(view, failed.Number, failed.At, failed.Outcome.Code, failed.Usage);
                break;
            case TaskProtocol.Ended ended:
                if (ended.Number > 0)
                    Attempt(view, ended.Number, ended.At, ended.Outcome.Code, ended.Usage);
                var phase = ended.Phase.ToString().ToLowerInvariant();
                _ended.Add(1, agent, new("phase", phase), new("code", ended.Outcome.Code));
                _duration.Record((ended.At - view.CreatedAt).TotalSeconds, agent, new("phase", phase));
                break;
        }
    }

    private void FirstStart(DateTimeOffset at, TaskView view)
    {
        var parents = _queries.Find([.. view.After.Select(edge => edge.Id)]);
        var lastEnd = parents.Max(parent => parent.EndedAt);
        if (lastEnd > view.CreatedAt)
            _hop.Record((at - lastEnd.Value).TotalSeconds, new KeyValuePair<string, object?>("agent", view.Agent));
        var ready = lastEnd > view.CreatedAt ? lastEnd.Value : view.CreatedAt;
        _wait.Record((at - ready).TotalSeconds, new("agent", view.Agent), new("priority", view.Priority.ToString()));
    }

    private void Attempt(TaskView view, int number, DateTimeOffset at, string code, UsageView? usage)
    {
        if (view.Attempt == number && view.StartedAt is { } start) // else a later one is under way already
            _attempt.Record((at - start).TotalSeconds, new("agent", view.Agent), new("code", code));
        if (usage is null)
            return;
        _cost.Add((double)usage.CostUsd, new KeyValuePair<string, object?>("agent", view.Agent));
        Tokens("input", usage.InputTokens);
        Tokens("output", usage.OutputTokens);
        Tokens("cache_read", usage.CacheReadTokens);
        Tokens("cache_write", usage.CacheWriteTokens);

        void Tokens(string type, long count) => _tokens.Add(count, new("agent", view.Agent), new("type", type));
    }
}
