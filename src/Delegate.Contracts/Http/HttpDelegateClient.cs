using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Delegate.Contracts;

/// <summary>The one HTTP client of a host: over its Unix socket, or any handler (tests).</summary>
public sealed partial class HttpDelegateClient : IDelegateClient, IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json") { CharSet = "utf-8" };

    private readonly HttpClient _http;

    /// <summary>Talks to the host that owns <paramref name="home"/>; connects when first used.</summary>
    public HttpDelegateClient(DelegateHome home) : this(SocketHandler(home.SocketFile))
    {
    }

    /// <summary>Talks through <paramref name="handler"/>.</summary>
    /// <param name="handler">Reaches the host.</param>
    /// <param name="address">Its address where the handler needs one, as a browser's does.</param>
    public HttpDelegateClient(HttpMessageHandler handler, Uri? address = null) => _http = new HttpClient(handler)
    {
        BaseAddress = address ?? new Uri("http://delegated"),
        Timeout = Timeout.InfiniteTimeSpan, // following and watching last as long as the task
    };

    /// <inheritdoc/>
    public Task<SubmitReply> SubmitAsync(SubmitRequest request, CancellationToken cancel) =>
        PostAsync(Routes.Tasks, request, ContractsJson.Default.SubmitRequest, ContractsJson.Default.SubmitReply, cancel);

    /// <inheritdoc/>
    public Task<SubmitReply> SubmitFlowAsync(FlowRequest request, CancellationToken cancel) =>
        PostAsync(Routes.Flows, request, ContractsJson.Default.FlowRequest, ContractsJson.Default.SubmitReply, cancel);

    /// <inheritdoc/>
    public Task<TaskView> GetTaskAsync(TaskId id, CancellationToken cancel) =>
        GetAsync(Routes.For(Routes.OneTask, id), ContractsJson.Default.TaskView, cancel);

    /// <inheritdoc/>
    public Task<TaskPage> ListTasksAsync(TaskFilter filter, CancellationToken cancel) =>
        GetAsync(Routes.Tasks + QueryOf(filter), ContractsJson.Default.TaskPage, cancel);

    /// <inheritdoc/>
    public Task<TaskView> CancelTaskAsync(TaskId id, CancelRequest request, CancellationToken cancel) =>
        PostAsync(Routes.For(Routes.CancelTask, id), request, ContractsJson.Default.CancelRequest, ContractsJson.Default.TaskView, cancel);

    /// <inheritdoc/>
    public IAsyncEnumerable<LogLine> ReadLogsAsync(TaskId id, LogQuery query, CancellationToken cancel)
    {
        var tail = query.Tail is { } lines ? $"tail={lines}&" : "";
        return ReadLinesAsync(
            () => new(HttpMethod.Get, $"{Routes.For(Routes.TaskLogs, id)}?{tail}follow={query.Follow}&raw={query.Raw}&all={query.AllAttempts}"),
            ContractsJson.Default.LogLine, cancel);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<TaskView> WatchTasksAsync(IReadOnlyList<TaskId> ids, CancellationToken cancel) =>
        ReadLinesAsync(
            () => new(HttpMethod.Post, Routes.Watch) { Content = JsonContent.Create(ids, ContractsJson.Default.IReadOnlyListTaskId) },
            ContractsJson.Default.TaskView, cancel);

    /// <inheritdoc/>
    public Task<HostView> GetHostAsync(CancellationToken cancel) => GetAsync(Routes.Host, ContractsJson.Default.HostView, cancel);

    /// <inheritdoc/>
    public async Task<LoginLink> CreateLoginLinkAsync(CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Routes.LoginLinks);
        using var response = await SendAsync(request, cancel).ConfigureAwait(false);
        return await ReadAsync(response, ContractsJson.Default.LoginLink, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task StopHostAsync(CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Routes.StopHost);
        using var response = await SendAsync(request, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static SocketsHttpHandler SocketHandler(string path) => new()
    {
        ConnectCallback = async (_, cancel) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };

    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        using var response = await SendAsync(request, cancel).ConfigureAwait(false);
        return await ReadAsync(response, type, cancel).ConfigureAwait(false);
    }

    private async Task<TReply> PostAsync<TRequest, TReply>(
        string path, TRequest body, JsonTypeInfo<TRequest> bodyType, JsonTypeInfo<TReply> replyType, CancellationToken cancel)
    {
        // With its length said it is one piece to both ends; a stream of unknown length is pumped through another.
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, bodyType));
        content.Headers.ContentType = Json;
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        using var response = await SendAsync(request, cancel).ConfigureAwait(false);
        return await ReadAsync(response, replyType, cancel).ConfigureAwait(false);
    }

    private async IAsyncEnumerable<T> ReadLinesAsync<T>(
        Func<HttpRequestMessage> compose, JsonTypeInfo<T> type, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var request = compose();
        using var response = await SendAsync(request, cancel).ConfigureAwait(false);
        await using var stream = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        using var reader = new StreamReader(stream);
        while (await Translate(reader.ReadLineAsync(cancel).AsTask()).ConfigureAwait(false) is { } line)
        {
            if (line.Length == 0)
                continue; // keep-alive
            yield return JsonSerializer.Deserialize(line, type) ?? throw Unreadable();
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        var response = await Translate(_http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel)).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw new DelegateException(await ErrorOf(response, cancel).ConfigureAwait(false));
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancel) =>
        await Translate(response.Content.ReadFromJsonAsync(type, cancel)).ConfigureAwait(false) ?? throw Unreadable();

    private static async Task<DelegateError> ErrorOf(HttpResponseMessage response, CancellationToken cancel)
    {
        try
        {
            if (await response.Content.ReadFromJsonAsync(ContractsJson.Default.DelegateError, cancel).ConfigureAwait(false) is { } error)
                return error;
        }
        catch (JsonException)
        {
            // not one of our errors: the status is all there is to say
        }
        return new(ErrorCodes.Internal, $"The host answered {(int)response.StatusCode}.", "delegate host logs");
    }

    /// <summary>A connection that fails or breaks is one kind of error to callers, wherever it shows.</summary>
    private static async Task<T> Translate<T>(Task<T> work)
    {
        try
        {
            return await work.ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or SocketException)
        {
            throw new DelegateException(new(ErrorCodes.HostUnreachable, "The host does not answer.", "delegate host start"), broken);
        }
    }

    private static DelegateException Unreadable() =>
        new(new(ErrorCodes.Internal, "The host sent an answer that this client cannot read.", "delegate host status"));
}
