using System.Collections.Concurrent;
using System.Diagnostics;
using Akka.Actor;
using Delegate.Actors.Projections;
using Delegate.Contracts;
using Delegate.Host.Telemetry;
using Delegate.TestKit;

namespace Delegate.Host.Specs.Telemetry;

/// <summary>A task's life as spans.</summary>
public sealed class TracesSpecs : DelegateTestKit
{
    private readonly ConcurrentQueue<Activity> _spans = [];

    [Fact]
    public async Task A_task_is_a_span_with_its_attempts_in_it_and_links_to_its_parents_in_the_trace_of_its_submission()
    {
        using var listener = Listen();
        var traces = new TaskTraces(Feed, Queries, new HistoryReader(Home, Queries), Clock.Time);
        var accepted = Clock.Now;
        var build = NewTask("the secret prompt", "build") with { Retry = new() { MaxAttempts = 2, BackoffMs = 60_000, On = [FailureClass.AgentError] } };
        var reply = (await SubmitAsync(build, NewTask("the secret prompt", "test") with { After = [new("build")] })).Reply!;
        var (first, slot) = await AgentStartsAsync();
        Clock.Advance(Kit.Sys, TimeSpan.FromSeconds(10));
        slot.Tell(EndedBadly(first.Attempt));
        await AwaitPhaseAsync(reply.Tasks[0].Id, TaskPhase.Retrying);
        Clock.Advance(Kit.Sys, TimeSpan.FromMinutes(5));
        var (second, again) = await AgentStartsAsync();
        again.Tell(EndedWell(second.Attempt, "the secret answer"));
        var (third, last) = await AgentStartsAsync();
        Clock.Advance(Kit.Sys, TimeSpan.FromSeconds(3));
        last.Tell(EndedBadly(third.Attempt));
        await AwaitPhaseAsync(reply.Tasks[1].Id, TaskPhase.Failed);
        traces.Dispose(); // what has ended is traced

        var tasks = _spans.Where(span => span.OperationName == "task shell").ToList();
        var (parent, child) = (Of(reply.Tasks[0].Id), Of(reply.Tasks[1].Id));
        Assert.Equal(2, tasks.Count);
        Assert.All(tasks, span => Assert.Equal((TaskTraces.TraceOf(reply.GraphId), default), (span.TraceId, span.ParentSpanId)));
        Assert.Equal((accepted.UtcDateTime, TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(10), ActivityStatusCode.Ok), (parent.StartTimeUtc, parent.Duration, parent.Status));
        Assert.Equal((ActivityStatusCode.Error, OutcomeCodes.AgentError), (child.Status, child.StatusDescription));
        Assert.Empty(parent.Links);
        Assert.Equal(parent.Context, Assert.Single(child.Links).Context);
        Assert.Equal([reply.Tasks[0].Id.Value], Assert.IsType<string[]>(child.GetTagItem("delegate.task.after")));
        Assert.Equal([("1", "agent_error", 10.0), ("2", "succeeded", 0.0)], AttemptsOf(parent));
        Assert.Equal([("1", "agent_error", 3.0)], AttemptsOf(child));
        Assert.All(_spans, span => Assert.DoesNotContain("secret", string.Join(' ', span.TagObjects.Select(tag => $"{tag.Value}")) + span.StatusDescription, StringComparison.Ordinal));

        Activity Of(TaskId id) => Assert.Single(tasks, span => (string?)span.GetTagItem("delegate.task.id") == id.Value);
    }

    private IEnumerable<(string, string?, double)> AttemptsOf(Activity task) => _spans.Where(span => span.ParentSpanId == task.SpanId)
        .Select(span => ($"{span.GetTagItem("delegate.attempt")}", (string?)span.GetTagItem("delegate.outcome"), Math.Round(span.Duration.TotalSeconds, 1)));

    private ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == HostMetrics.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
