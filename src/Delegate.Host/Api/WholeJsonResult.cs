using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Delegate.Host.Api;

/// <summary>An answer whose length is said: it leaves in one piece, where one that is written as it is made needs another for its end.</summary>
internal sealed class WholeJsonResult<T>(T value, JsonTypeInfo<T> type) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(value, type);
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        httpContext.Response.ContentLength = body.Length;
        await httpContext.Response.BodyWriter.WriteAsync(body, httpContext.RequestAborted);
    }
}
