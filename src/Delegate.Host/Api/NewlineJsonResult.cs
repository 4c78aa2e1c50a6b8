using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Delegate.Contracts;

namespace Delegate.Host.Api;

/// <summary>
/// One JSON value a line, each flushed at once. The headers wait for the first one, so that an unknown task is a 404
/// and not an empty answer. Ends when the source ends, when the client goes, or, with the connection cut, when the host
/// stops: a clean end says "that was all", and then it was not.
/// </summary>
internal sealed class NewlineJsonResult<T>(Func<CancellationToken, IAsyncEnumerable<T>> open, JsonTypeInfo<T> type) : IResult
{
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var stopping = httpContext.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping);
        try
        {
            await using var items = open(either.Token).GetAsyncEnumerator(either.Token);
            var more = await items.MoveNextAsync();
            httpContext.Response.ContentType = Routes.NewlineJson;
            while (more)
            {
                await JsonSerializer.SerializeAsync(httpContext.Response.Body, items.Current, type, either.Token);
                await httpContext.Response.Body.WriteAsync(NewLine, either.Token);
                await httpContext.Response.Body.FlushAsync(either.Token);
                more = await items.MoveNextAsync();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            httpContext.Abort();
        }
    }
}
