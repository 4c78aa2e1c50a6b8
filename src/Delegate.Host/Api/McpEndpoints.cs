using Delegate.Contracts;
using Delegate.Mcp;
using Microsoft.AspNetCore.Http.Features;
using ModelContextProtocol.AspNetCore;

namespace Delegate.Host.Api;

/// <summary>Turns a connection into an MCP session: <c>delegate mcp</c> carries its bytes to a client's stdio.</summary>
internal static class McpEndpoints
{
    public static void MapMcpEndpoints(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Routes.Mcp, ServeAsync);
        routes.MapMcp(Routes.McpHttp);
    }

    /// <summary>The same sessions over HTTP. Who may come in is for the door to say: the SDK checks neither name nor page.</summary>
    public static IServiceCollection AddMcpOverHttp(this IServiceCollection services)
    {
        services.AddMcpServer().WithHttpTransport(http =>
        {
            http.SessionMode = HttpServerSessionMode.StatefulForInitializeClients; // both generations of the protocol
            http.ConfigureSessionOptions = (context, options, _) =>
            {
                var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
                context.RequestServices.GetRequiredService<McpSessionHost>().Configure(options, CallerOf(context.Request), stopping);
                return Task.CompletedTask;
            };
        });
        return services;
    }

    private static async Task ServeAsync(HttpContext context, McpSessionHost sessions, IHostApplicationLifetime lifetime)
    {
        var upgrade = context.Features.Get<IHttpUpgradeFeature>();
        if (upgrade is not { IsUpgradableRequest: true } || context.Request.Headers.Upgrade != Routes.McpUpgrade)
        {
            context.Response.Headers.Upgrade = Routes.McpUpgrade;
            await ErrorMiddleware.Result(new(ErrorCodes.InvalidInput, $"This path wants 'Upgrade: {Routes.McpUpgrade}'.", "delegate mcp"),
                StatusCodes.Status426UpgradeRequired).ExecuteAsync(context);
            return;
        }
        context.Response.Headers.Upgrade = Routes.McpUpgrade;
        await using var stream = await upgrade.UpgradeAsync();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        await sessions.RunAsync(stream, CallerOf(context.Request), end.Token);
    }

    private static McpCaller CallerOf(HttpRequest request) => new(
        Session: Header(request, Routes.CallerSessionHeader),
        Project: Header(request, Routes.CallerProjectHeader) is { } project ? Uri.UnescapeDataString(project) : null)
    {
        Attempt = Header(request, Routes.CallerAttemptHeader),
        Confirms = Header(request, Routes.CallerConfirmsHeader) is not null,
    };

    private static string? Header(HttpRequest request, string name) =>
        request.Headers[name].ToString() is { Length: > 0 } value ? value : null;
}
