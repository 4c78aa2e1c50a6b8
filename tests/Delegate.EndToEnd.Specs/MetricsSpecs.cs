using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using Delegate.EndToEnd.Specs.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Delegate.EndToEnd.Specs;

/// <summary>A real host is scraped as Prometheus does it, and sends as OpenTelemetry has it.</summary>
public sealed partial class MetricsSpecs
{
    [Fact]
    public async Task What_happened_is_in_the_next_scrape_under_the_documented_names_and_the_port_wants_the_token()
    {
        await using var bench = new Bench();
        await bench.Do("host", "start");
        using var socket = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancel) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(bench.Home.SocketFile), cancel);
                return new NetworkStream(connection, ownsSocket: true);
            },
        });
        Assert.DoesNotContain("delegate_tasks_ended", await socket.GetStringAsync("http://delegated/metrics"), StringComparison.Ordinal);

        var gate = bench.NewGate("gate");
        var build = await bench.Shell($"read go < {gate.Path} # the secret prompt");
        var after = await bench.Shell("exit 3", "--after", build.Value);
        using (var guest = await gate.ArrivalAsync())
            guest.LetGo();
        var (test, _) = await bench.Wait(after);
        var claude = await bench.Claude("say done");
        await bench.Wait(claude);

        var scraped = await socket.GetStringAsync("http://delegated/metrics");
        Assert.Equal(1, Value(scraped, "delegate_tasks_ended_total", """agent="shell",code="agent_error",phase="failed" """));
        Assert.Equal(1, Value(scraped, "delegate_tasks_ended_total", """agent="shell",code="succeeded",phase="succeeded" """));
        Assert.Equal(1, Value(scraped, "delegate_tasks", """phase="failed" """));
        Assert.Equal(0, Value(scraped, "delegate_orphans", ""));
        Assert.Equal(0, Value(scraped, "delegate_slots_used", ""));
        Assert.True(Value(scraped, "delegate_cost_usd_total", """agent="claude" """) > 0, scraped);
        Assert.InRange(Value(scraped, "delegate_hop_latency_seconds_sum", """agent="shell" """), 0, (test.StartedAt!.Value - test.CreatedAt).TotalSeconds + 1);
        Assert.True(Value(scraped, "dotnet_process_memory_working_set_bytes", "") > 1 << 20);
        Assert.DoesNotContain("task-", scraped, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", scraped, StringComparison.Ordinal);

        var document = await File.ReadAllTextAsync(Path.Combine(Built.Repository, "docs/metrics.md"));
        var names = Types().Matches(scraped).Select(match => match.Groups[1].Value).ToList();
        Assert.True(names.Count >= 20, scraped);
        Assert.All(names, name => Assert.True(document.Contains($"| `{name}` |", StringComparison.Ordinal), name));

        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{await File.ReadAllTextAsync(bench.Home.PortFile)}") };
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/metrics")).StatusCode);
        http.DefaultRequestHeaders.Authorization = new("Bearer", (await File.ReadAllTextAsync(bench.Home.TokenFile)).Trim());
        http.DefaultRequestHeaders.Accept.ParseAdd("application/openmetrics-text; version=1.0.0");
        Assert.EndsWith("# EOF\n", await http.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collector_that_the_standards_variable_names_gets_metrics_and_traces_and_never_a_prompt()
    {
        var arrivals = Channel.CreateUnbounded<(string Path, string Body)>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var collector = builder.Build();
        collector.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            arrivals.Writer.TryWrite((context.Request.Path, Encoding.UTF8.GetString(body.ToArray())));
        });
        await collector.StartAsync();
        await using var bench = new Bench();
        bench.With("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Urls.First()).With("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");

        var id = await bench.Shell("true # the secret prompt");
        await bench.Succeeds(id);
        await bench.Do("host", "stop"); // what has not been sent yet is sent before it goes
        var sent = new List<(string Path, string Body)>();
        while (!sent.Any(one => one.Path == "/v1/traces") || !sent.Any(one => one.Path == "/v1/metrics"))
            sent.Add(await arrivals.Reader.ReadAsync().AsTask().WaitAsync(Bench.Patience));

        var traces = string.Concat(sent.Where(one => one.Path == "/v1/traces").Select(one => one.Body));
        Assert.All(new[] { "task shell", "attempt shell", "delegate.task.id", id.Value }, word => Assert.Contains(word, traces, StringComparison.Ordinal));
        var metrics = string.Concat(sent.Where(one => one.Path == "/v1/metrics").Select(one => one.Body));
        Assert.All(new[] { "delegate.tasks.ended", "delegate.task.duration", "delegate.tasks.accepted" }, word => Assert.Contains(word, metrics, StringComparison.Ordinal));
        Assert.DoesNotContain(id.Value, metrics, StringComparison.Ordinal);
        Assert.All(sent, one => Assert.DoesNotContain("secret", one.Body, StringComparison.Ordinal));
    }

    private static double Value(string scraped, string name, string labels)
    {
        var line = Assert.Single(scraped.Split('\n'), line => line.StartsWith($"{name}{{", StringComparison.Ordinal) && line.Contains(labels.Trim(), StringComparison.Ordinal));
        return double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
    }

    /// <summary>Counters and histograms are declared under the name that the document has, or with its ending cut off.</summary>
    [GeneratedRegex("^# TYPE (delegate_[a-z_]+) ", RegexOptions.Multiline)]
    private static partial Regex Types();
}
