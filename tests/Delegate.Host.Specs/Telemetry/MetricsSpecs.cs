using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Akka.Actor;
using Delegate.Actors.Processes;
using Delegate.Actors.Scaling;
using Delegate.Contracts;
using Delegate.Host.Specs.Support;
using Delegate.Host.Telemetry;
using Delegate.TestKit;

namespace Delegate.Host.Specs.Telemetry;

/// <summary>What is counted and measured, with the production actors and time that is the spec's.</summary>
public sealed partial class MetricsSpecs : DelegateTestKit
{
    private readonly ConcurrentQueue<(Instrument Instrument, double Value, string Labels, string Tags)> _measured = [];

    [Fact]
    public async Task A_chain_is_counted_and_measured_from_its_journal()
    {
        using var metrics = new TaskMetrics(Feed, Queries, Clock.Time);
        using var listener = ListenTo(metrics.Meter);
        var answer = await SubmitAsync(NewTask("a", "a") with { Priority = Priority.P0 }, NewTask("b", "b") with { After = [new("a")] });
        var (a, slot) = await AgentStartsAsync(after: TimeSpan.FromSeconds(2));
        Clock.Advance(Kit.Sys, TimeSpan.FromSeconds(10));
        var usage = new UsageView(100, 20, 3, 4, 0.25m, 2);
        slot.Tell(EndedWell(a.Attempt) with { Report = EndedWell(a.Attempt).Report! with { Usage = usage } });
        var (b, next) = await AgentStartsAsync(after: TimeSpan.FromSeconds(3));
        Clock.Advance(Kit.Sys, TimeSpan.FromSeconds(5));
        next.Tell(EndedBadly(b.Attempt));
        await AwaitPhaseAsync(answer.Reply!.Tasks[1].Id, TaskPhase.Failed);
        await ViewAsync(answer.Reply.Tasks[1].Id); // a barrier: all of it is told

        Assert.Equal(["1 shell,P0", "1 shell,P2"], Of("delegate.tasks.accepted"));
        Assert.Equal(["1 agent_error,failed,shell", "1 shell,succeeded,succeeded"], Of("delegate.tasks.ended", sorted: true));
        Assert.Equal(["1 shell", "1 shell"], Of("delegate.attempts.started"));
        Assert.Equal(["3 shell"], Of("delegate.hop.latency"));
        Assert.Equal(["2 shell,P0", "3 shell,P2"], Of("delegate.task.wait"));
        Assert.Equal(["12 shell,succeeded", "8 shell,agent_error"], Of("delegate.attempt.duration"));
        Assert.Equal(["12 shell,succeeded", "20 shell,failed"], Of("delegate.task.duration"));
        Assert.Equal(["0.25 shell"], Of("delegate.cost.usd"));
        Assert.Equal(["100 shell,input", "20 shell,output", "3 shell,cache_read", "4 shell,cache_write"], Of("delegate.tokens"));
        Assert.All(_measured, measured => Assert.DoesNotContain("task-", measured.Tags, StringComparison.Ordinal));

        // As the document has them, label by label.
        var documented = MetricsDocument.Read().ToDictionary(metric => metric.Name);
        Assert.All(_measured, measured => Assert.Equal(documented[measured.Instrument.Name].Labels, measured.Labels));
    }

    [Fact]
    public async Task What_was_before_is_not_counted_again_when_the_query_tables_are_made_anew()
    {
        await SubmitOneAsync();
        var (launch, slot) = await AgentStartsAsync();
        slot.Tell(EndedWell(launch.Attempt));
        await AwaitPhaseAsync(launch.Spec.Id, TaskPhase.Succeeded);
        Clock.Advance(Kit.Sys, TimeSpan.FromSeconds(1));
        await RestartAsync(() => File.Delete(Home.ViewsFile));

        using var metrics = new TaskMetrics(Feed, Queries, Clock.Time);
        using var listener = ListenTo(metrics.Meter);
        var id = await SubmitOneAsync();
        await ViewAsync(id);
        Assert.Equal(["1 shell,P2"], Of("delegate.tasks.accepted"));
        Assert.Empty(Of("delegate.tasks.ended"));
    }

    [Fact]
    public void How_the_host_stands_is_looked_at_once_a_collection_and_only_then()
    {
        var looks = 0;
        var time = new WatchedTime(Clock.Now);
        var client = new FakeDelegateClient
        {
            OnGetHost = () =>
            {
                looks++;
                return new(1, "1", "/", Clock.Now, new Dictionary<string, long> { ["running"] = 2, ["failed"] = 7 }, new(2, 3, 8, 50, 1_000, 2_000)
                {
                    Queues = [new("nightly", 1, 4, null, false)], MemoryPressure = 5, Load = 1.5, MemoryReserveBytes = 100, DiskFreeBytes = 5_000,
                }) { Orphans = 1 };
            },
        };
        using var metrics = new HostMetrics(client, time);
        using var listener = ListenTo(metrics.Meter);
        Assert.Equal(0, looks);
        listener.RecordObservableInstruments();
        Assert.Equal(1, looks);
        Assert.Equal(["2 running", "7 failed"], Of("delegate.tasks", sorted: true));
        Assert.Equal(["2 ", "8 ", "3 ", "1 nightly", "4 nightly", "0.5 ", "0.05 ", "1 "],
            new[] { "slots.used", "slots.limit", "line.waiting", "queue.running", "queue.waiting", "machine.cpu.utilization", "machine.memory.pressure", "orphans" }.SelectMany(name => Of($"delegate.{name}")));
        time.Advance(TimeSpan.FromSeconds(1));
        listener.RecordObservableInstruments();
        Assert.Equal(2, looks);
    }

    [Fact]
    public void The_document_names_every_instrument_and_no_other()
    {
        using var host = new HostMetrics(new FakeDelegateClient(), Clock.Time);
        using var tasks = new TaskMetrics(Feed, Queries, Clock.Time);
        System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(ScalerMetrics).TypeHandle);
        var instruments = new List<Instrument>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter == host.Meter || instrument.Meter == tasks.Meter || instrument.Meter.Name == ScalerMetrics.Name)
                    instruments.Add(instrument);
            },
        };
        listener.Start();
        Assert.Equal(
            instruments.Select(instrument => (instrument.Name, PrometheusName(instrument), KindOf(instrument))).Order(),
            MetricsDocument.Read().Select(metric => (metric.Name, metric.Prometheus, metric.Kind)).Order());
    }

    [Fact]
    public void The_board_asks_only_for_metrics_that_there_are()
    {
        var board = JsonNode.Parse(File.ReadAllText(Path.Combine(SpecFolder.Sources, "docs/grafana/delegate.json")))!;
        var queries = board["panels"]!.AsArray().SelectMany(panel => panel!["targets"]!.AsArray()).Select(target => (string)target!["expr"]!).ToList();
        Assert.True(queries.Count > 20);
        var known = MetricsDocument.Read().SelectMany(metric => metric.Kind == "histogram" ? new[] { $"{metric.Prometheus}_bucket" } : [metric.Prometheus])
            .Append("dotnet_process_memory_working_set_bytes").ToHashSet();
        var labels = MetricsDocument.Read().SelectMany(metric => metric.Labels.Split(',')).Append("le").ToHashSet();
        foreach (var query in queries)
        {
            var names = MetricName().Matches(query).Select(match => match.Value).ToList();
            Assert.NotEmpty(names);
            Assert.All(names, name => Assert.Contains(name, known));
            Assert.All(ByLabels().Matches(query).SelectMany(match => match.Groups[1].Value.Split(", ")), label => Assert.Contains(label, labels));
        }
    }

    private static string KindOf(Instrument instrument) => instrument switch
    {
        Counter<long> or Counter<double> => "counter",
        Histogram<double> => "histogram",
        _ => "gauge",
    };

    /// <summary>As the exporter's rules have it; that it does so is seen where a real host is scraped.</summary>
    private static string PrometheusName(Instrument instrument) => instrument.Name.Replace('.', '_')
        + instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" }
        + (KindOf(instrument) == "counter" ? "_total" : "");

    private IEnumerable<string> Of(string name, bool sorted = false)
    {
        var values = _measured.Where(measured => measured.Instrument.Name == name)
            .Select(measured => FormattableString.Invariant($"{Math.Round(measured.Value, 6)} {(sorted ? string.Join(',', measured.Tags.Split(',').Order()) : measured.Tags)}"));
        return sorted ? values.Order() : values;
    }

    private MeterListener ListenTo(Meter meter)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter == meter)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.Start();
        return listener;
    }

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var all = tags.ToArray();
        _measured.Enqueue((instrument, value, string.Join(',', all.Select(tag => tag.Key).Order(StringComparer.Ordinal)), string.Join(',', all.Select(tag => tag.Value))));
    }

    /// <summary>An agent of which the launch takes a while.</summary>
    private async Task<(ProcessProtocol.Launch Launch, IActorRef Slot)> AgentStartsAsync(TimeSpan after)
    {
        var launch = await Agents.ExpectMsgAsync<ProcessProtocol.Launch>(TimeSpan.FromSeconds(20));
        var slot = Agents.LastSender;
        Clock.Advance(Kit.Sys, after);
        slot.Tell(new ProcessProtocol.Running(launch.Attempt, FakeIdentity(launch.Attempt), false));
        await AwaitPhaseAsync(launch.Spec.Id, TaskPhase.Running);
        return (launch, slot);
    }

    [GeneratedRegex(@"\b(delegate|dotnet)_[a-z_]+")]
    private static partial Regex MetricName();

    [GeneratedRegex(@"by \(([a-z, ]+)\)")]
    private static partial Regex ByLabels();
}
