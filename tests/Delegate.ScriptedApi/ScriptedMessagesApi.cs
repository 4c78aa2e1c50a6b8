using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Delegate.ScriptedApi;

/// <summary>A request that came in.</summary>
/// <param name="Session">The Claude Code session that sent it.</param>
/// <param name="Body">As sent.</param>
public sealed record RecordedRequest(string? Session, JsonObject Body);

/// <summary>
/// A Messages API on loopback that answers by script (see <see cref="Script"/>), so that specs drive the real
/// <c>claude</c> program without login, network or chance.
/// </summary>
public sealed class ScriptedMessagesApi : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();
    private readonly ConcurrentDictionary<string, int> _failed = new();
    private readonly CancellationTokenSource _ended = new();
    private TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ScriptedMessagesApi(WebApplication app)
    {
        _app = app;
        app.MapPost("/v1/messages", AnswerAsync);
    }

    /// <summary>Where it listens: the value of <c>ANTHROPIC_BASE_URL</c>.</summary>
    public string Url => _app.Urls.First();

    /// <summary>Everything asked so far, in order of arrival.</summary>
    public IReadOnlyCollection<RecordedRequest> Requests => _requests;

    /// <summary>Listens on a free port of 127.0.0.1.</summary>
    public static async Task<ScriptedMessagesApi> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders(); // stdout belongs to whoever runs this
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var api = new ScriptedMessagesApi(builder.Build());
        await api._app.StartAsync();
        return api;
    }

    /// <summary>Lets every request that hangs now go on.</summary>
    public void Release() =>
        Interlocked.Exchange(ref _release, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync(); // requests that hang would hold the stop up
        await _app.DisposeAsync();
        _ended.Dispose();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var body = (await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted))!.AsObject();
        _requests.Enqueue(new(SessionOf(body), body));
        var step = Script.Due(body["messages"]!.AsArray());
        while (step is Step.First first)
            step = _failed.AddOrUpdate(first.Turn, 1, (_, times) => times + 1) <= first.Times ? first.Failure : first.Then;
        if (step is Step.Hang)
        {
            using var cancel = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _ended.Token);
            await _release.Task.WaitAsync(cancel.Token);
            step = new Step.Say("released");
        }

        switch (step)
        {
            case Step.Fail failure:
                await SendErrorAsync(http, failure.Status, ScriptedAnswer.Error(failure.Type, failure.Message));
                break;
            case Step.UsageLimit limit:
                LimitHeaders(http.Response.Headers, limit.ResetsAfter);
                await SendErrorAsync(http, 429, ScriptedAnswer.Error("rate_limit_error", "Scripted usage limit."));
                break;
            default:
                await SendAsync(http, step, body);
                break;
        }
    }

    private static async Task SendAsync(HttpContext http, Step step, JsonObject body)
    {
        var model = (string?)body["model"] ?? "scripted";
        var id = Guid.NewGuid().ToString("N");
        if ((bool?)body["stream"] != true)
        {
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(ScriptedAnswer.Message(step, model, id).ToJsonString(), http.RequestAborted);
            return;
        }
        http.Response.ContentType = "text/event-stream";
        foreach (var sent in ScriptedAnswer.Events(step, model, id))
        {
            await http.Response.WriteAsync($"event: {sent["type"]}\ndata: {sent.ToJsonString()}\n\n", http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }
    }

    private static async Task SendErrorAsync(HttpContext http, int status, JsonObject error)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(error.ToJsonString(), http.RequestAborted);
    }

    /// <summary>What the service sends a subscriber whose five-hour window is used up.</summary>
    private static void LimitHeaders(IHeaderDictionary headers, int seconds)
    {
        var reset = TimeProvider.System.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        headers["anthropic-ratelimit-unified-status"] = "rejected";
        headers["anthropic-ratelimit-unified-reset"] = reset;
        headers["anthropic-ratelimit-unified-representative-claim"] = "five_hour";
        headers["anthropic-ratelimit-unified-5h-status"] = "rejected";
        headers["anthropic-ratelimit-unified-5h-reset"] = reset;
        headers["anthropic-ratelimit-unified-5h-utilization"] = "1.0";
        headers["anthropic-ratelimit-unified-overage-status"] = "rejected";
    }

    /// <summary>Claude Code puts its session's id, as JSON in a string, into <c>metadata.user_id</c>.</summary>
    private static string? SessionOf(JsonObject body)
    {
        var user = (string?)body["metadata"]?["user_id"];
        return user?.StartsWith('{') == true ? (string?)JsonNode.Parse(user)?["session_id"] : null;
    }
}
