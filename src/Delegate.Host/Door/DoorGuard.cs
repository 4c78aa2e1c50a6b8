using System.Net;
using Delegate.Contracts;
using Delegate.Host.Api;
using Microsoft.Net.Http.Headers;

namespace Delegate.Host.Door;

/// <summary>On a connection that came by the Unix socket.</summary>
internal sealed class SocketMark
{
    public static SocketMark Instance { get; } = new();
}

/// <summary>
/// Checks everything that does not come by the Unix socket: the name it was called by (a name that was made to point here is none of ours), the page that
/// sent it, and the token. What comes by the Unix socket was let in by the file's mode.
/// </summary>
internal sealed class DoorGuard(RequestDelegate next, DoorToken token, LoginLinks links)
{
    private const string Bearer = "Bearer ";
    private static readonly string[] Names = ["localhost", "127.0.0.1", "[::1]"];

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<SocketMark>() is not null)
            return next(context);
        var request = context.Request;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.XFrameOptions = "DENY";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        if (!Names.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase))
            return RefuseAsync(context, StatusCodes.Status403Forbidden, ErrorCodes.Forbidden, $"The host does not answer to the name '{request.Host.Host}'.", "call it 127.0.0.1 or localhost");
        if (request.Headers.Origin is [{ Length: > 0 } origin] && !IsOwn(origin, request))
            return RefuseAsync(context, StatusCodes.Status403Forbidden, ErrorCodes.Forbidden, $"The host takes nothing from pages of {origin}.", "delegate dashboard");
        if (request.Path == Routes.Login)
            return LoginAsync(context);
        return IsKnown(request) ? next(context) : RefuseAsync(context, StatusCodes.Status401Unauthorized, ErrorCodes.Unauthorized, "The host wants its token.", "delegate dashboard");
    }

    private static bool IsOwn(string origin, HttpRequest request) => origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);

    private bool IsKnown(HttpRequest request)
    {
        if (request.Headers.Authorization is [{ } header] && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return token.IsToken(header[Bearer.Length..].Trim());
        // A browser sends cookies for whoever asks it to: what changes something must also name the page that it comes from.
        return token.IsCookie(request.Cookies[token.CookieName]) && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || request.Headers.Origin.Count == 1);
    }

    private Task LoginAsync(HttpContext context)
    {
        if (!links.Redeem(context.Request.Query["code"]))
            return RefuseAsync(context, StatusCodes.Status401Unauthorized, ErrorCodes.Unauthorized, "This link was used already, or is too old.", "delegate dashboard");
        context.Response.Cookies.Append(token.CookieName, token.Cookie, new() { HttpOnly = true, SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Strict, Path = "/", MaxAge = TimeSpan.FromDays(30), IsEssential = true });
        context.Response.Headers.CacheControl = "no-store";
        // A page of our own that goes on by itself, and no redirect: after a link from elsewhere, only its request carries the cookie.
        return TypedResults.Content("""<!doctype html><meta http-equiv="refresh" content="0;url=/"><title>Delegate</title>""", "text/html").ExecuteAsync(context);
    }

    private static Task RefuseAsync(HttpContext context, int status, string code, string message, string hint)
    {
        if (status == StatusCodes.Status401Unauthorized)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        var wantsPage = context.Request.GetTypedHeaders().Accept.Any(accepted => accepted.MediaType == "text/html");
        return wantsPage
            ? TypedResults.Content($"<!doctype html><title>Delegate</title><p>{WebUtility.HtmlEncode(message)}<p>In a terminal: <code>{WebUtility.HtmlEncode(hint)}</code>", "text/html", statusCode: status).ExecuteAsync(context)
            : ErrorMiddleware.Result(new(code, message, hint), status).ExecuteAsync(context);
    }
}
