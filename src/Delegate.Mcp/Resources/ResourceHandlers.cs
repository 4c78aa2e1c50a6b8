using System.Text.Json;
using System.Text.Json.Nodes;
using Delegate.Contracts;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Delegate.Mcp;

/// <summary>
/// Hangs resources and their subscriptions onto a session: <c>resources/subscribe</c> of the protocol before 2026, and
/// <c>subscriptions/listen</c> since. The lists of tools, prompts and templates never change while a session lives, so no
/// notice of that kind is promised.
/// </summary>
internal static class ResourceHandlers
{
    private const string SubscriptionId = "io.modelcontextprotocol/subscriptionId";

    public static void Add(McpServerOptions options, IDelegateClient client, ILogger log, CancellationToken ended)
    {
        var resources = new McpResources(client);
        var watch = new ResourceWatch(client, log, ended);
        options.Capabilities ??= new();
        options.Capabilities.Resources = new() { Subscribe = true };
        options.Handlers.ListResourceTemplatesHandler = (_, _) => ValueTask.FromResult(McpResources.Templates);
        options.Handlers.ListResourcesHandler = async (request, cancel) => await Guarded(() => resources.ListAsync(request.Params?.Cursor, cancel));
        options.Handlers.ReadResourceHandler = async (request, cancel) => await Guarded(() => resources.ReadAsync(request.Params?.Uri, cancel));
        options.Handlers.SubscribeToResourcesHandler = async (request, cancel) =>
        {
            var (uri, server) = (request.Params!.Uri, request.Server);
            return await Guarded(async () =>
            {
                await watch.SubscribeAsync(uri, () => server.SendNotificationAsync(NotificationMethods.ResourceUpdatedNotification, new ResourceUpdatedNotificationParams { Uri = uri }), cancel);
                return new EmptyResult();
            });
        };
        options.Handlers.UnsubscribeFromResourcesHandler = (request, _) =>
        {
            watch.Unsubscribe(request.Params!.Uri);
            return ValueTask.FromResult(new EmptyResult());
        };
        options.Handlers.SubscriptionsListenHandler = async (request, cancel) =>
        {
            await ListenAsync(client, log, request, cancel);
            return new EmptyResult();
        };
    }

    /// <summary>The request stays open until the client cancels it; each notification names it, so that the client can tell its streams apart.</summary>
    private static async Task ListenAsync(IDelegateClient client, ILogger log, RequestContext<SubscriptionsListenRequestParams> request, CancellationToken cancel)
    {
        JsonObject Mark() => new() { [SubscriptionId] = JsonSerializer.SerializeToNode(request.JsonRpcRequest.Id, McpJsonUtilities.DefaultOptions) };
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var watch = new ResourceWatch(client, log, end.Token);
        var granted = (request.Params?.Notifications?.ResourceSubscriptions ?? []).Where(ResourceWatch.CanBeWatched).Distinct().ToList();
        var acknowledged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            foreach (var uri in granted.ToList())
                if (!await TryAsync(() => watch.SubscribeAsync(uri, async () =>
                    {
                        await acknowledged.Task; // what was granted is said first
                        await request.Server.SendNotificationAsync(NotificationMethods.ResourceUpdatedNotification,
                            new ResourceUpdatedNotificationParams { Uri = uri, Meta = Mark() }, cancellationToken: cancel);
                    }, cancel)))
                    granted.Remove(uri);
            await request.Server.SendNotificationAsync(NotificationMethods.SubscriptionsAcknowledgedNotification, new JsonObject
            {
                ["notifications"] = granted.Count > 0 ? new JsonObject { ["resourceSubscriptions"] = new JsonArray([.. granted.Select(uri => (JsonNode)uri)]) } : [],
                ["_meta"] = Mark(),
            }, cancellationToken: cancel);
            acknowledged.SetResult();
            await new TaskCompletionSource().Task.WaitAsync(cancel);
        }
        finally
        {
            acknowledged.TrySetCanceled(CancellationToken.None);
            await end.CancelAsync();
        }
    }

    private static async Task<bool> TryAsync(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (Exception expected) when (expected is DelegateException or McpProtocolException)
        {
            return false; // not granted
        }
    }

    /// <summary>An expected failure as the protocol has it.</summary>
    public static async Task<T> Guarded<T>(Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (DelegateException expected)
        {
            var error = ToolWords.Of(expected.Error, "");
            throw new McpProtocolException($"{error.Message}{(error.Hint is { } hint ? $" Try: {hint}" : "")}", McpErrorCode.InvalidParams);
        }
    }
}
