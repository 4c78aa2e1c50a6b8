using Delegate.Contracts;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Delegate.Host.Page;

/// <summary>Answers what is no part of the API with the files of the page; every path that names no file is the page itself.</summary>
internal sealed class PageMiddleware(RequestDelegate next, PageFiles page)
{
    private const string Index = "index.html";

    // The runtime is WebAssembly, which is made to code while it runs; components set styles; nothing comes from elsewhere.
    private const string Policy =
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; object-src 'none'; base-uri 'self'; frame-ancestors 'none'";

    private static readonly FileExtensionContentTypeProvider Types = new() { Mappings = { [".dat"] = "application/octet-stream", [".blat"] = "application/octet-stream" } };

    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) || request.Path.StartsWithSegments(Routes.Root))
        {
            await next(context);
            return;
        }
        var name = request.Path.Value!.TrimStart('/');
        if (page.Files.GetFileInfo(name) is { Exists: true, IsDirectory: false } file)
            await SendAsync(context, file);
        else if (WantsPage(request) && page.Files.GetFileInfo(Index) is { Exists: true } index)
            await SendAsync(context, index);
        else
            await next(context);
    }

    private static bool WantsPage(HttpRequest request) => request.GetTypedHeaders().Accept.Any(accepted => accepted.MediaType == "text/html");

    private static async Task SendAsync(HttpContext context, IFileInfo file)
    {
        var response = context.Response;
        var tag = new EntityTagHeaderValue($"\"{file.LastModified.UtcTicks:x}-{file.Length:x}\"");
        response.Headers.ETag = tag.ToString();
        // Asked for again each time, and mostly answered by "you have it": a newer host has newer files under the same names.
        response.Headers.CacheControl = HasItsHashInItsName(context.Request.Path) ? "private, max-age=31536000, immutable" : "no-cache";
        response.Headers.ContentSecurityPolicy = Policy;
        if (context.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        response.ContentType = Types.TryGetContentType(file.Name, out var type) ? type : "application/octet-stream";
        response.ContentLength = file.Length;
        if (HttpMethods.IsGet(context.Request.Method))
            await response.SendFileAsync(file, context.RequestAborted);
    }

    /// <summary><c>_framework/MudBlazor.jyvbqv5lqd.wasm</c>: other contents have another name.</summary>
    private static bool HasItsHashInItsName(PathString path) =>
        path.StartsWithSegments("/_framework") && new StringSegment(path.Value).Split(['.']).ToArray() is { Length: >= 3 } parts && parts[^2].Length == 10;
}
