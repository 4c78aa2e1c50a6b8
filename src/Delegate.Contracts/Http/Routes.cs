namespace Delegate.Contracts;

/// <summary>The paths of the host's HTTP API; both ends take them from here.</summary>
public static class Routes
{
    /// <summary>What all but the sign-in and the web page begins with.</summary>
    public const string Root = "/v1";

    /// <summary>GET: metrics, in the format of Prometheus or OpenMetrics.</summary>
    public const string Metrics = "/metrics";

    /// <summary>GET: <see cref="HostView"/>.</summary>
    public const string Host = "/v1/host";

    /// <summary>POST: stop the host.</summary>
    public const string StopHost = "/v1/host/stop";

    /// <summary>POST: <see cref="LoginLink"/>.</summary>
    public const string LoginLinks = "/v1/host/login-links";

    /// <summary>GET (query: code): what a <see cref="LoginLink"/> leads to; a browser that has been there is let in.</summary>
    public const string Login = "/login";

    /// <summary>GET: <see cref="TaskPage"/> (query: the words of <see cref="TaskFilter"/>). POST: <see cref="SubmitRequest"/>.</summary>
    public const string Tasks = "/v1/tasks";

    /// <summary>POST: <see cref="FlowRequest"/>.</summary>
    public const string Flows = "/v1/flows";

    /// <summary>GET: <see cref="TaskView"/>.</summary>
    public const string OneTask = "/v1/tasks/{id}";

    /// <summary>POST: <see cref="CancelRequest"/>.</summary>
    public const string CancelTask = "/v1/tasks/{id}/cancel";

    /// <summary>POST: <see cref="SteerRequest"/>.</summary>
    public const string RetryTask = "/v1/tasks/{id}/retry";

    /// <summary>POST: <see cref="ResumeRequest"/>.</summary>
    public const string ResumeTask = "/v1/tasks/{id}/resume";

    /// <summary>POST: <see cref="SteerRequest"/>.</summary>
    public const string PauseTask = "/v1/tasks/{id}/pause";

    /// <summary>POST: <see cref="DependencyChangeRequest"/>.</summary>
    public const string TaskDependencies = "/v1/tasks/{id}/dependencies";

    /// <summary>POST: <see cref="QueueRequest"/>; how the queues stand is in <see cref="Host"/>.</summary>
    public const string OneQueue = "/v1/queues/{name}";

    /// <summary>POST: <see cref="PauseAllRequest"/>.</summary>
    public const string PauseAll = "/v1/pause";

    /// <summary>GET (query: tail, follow, raw, all): one <see cref="LogLine"/> a line, as JSON.</summary>
    public const string TaskLogs = "/v1/tasks/{id}/logs";

    /// <summary>POST a list of <see cref="TaskId"/>: one <see cref="TaskView"/> a line, as JSON, until all have ended.</summary>
    public const string Watch = "/v1/watch";

    /// <summary>GET with <c>Upgrade: <see cref="McpUpgrade"/></c>: the connection becomes an MCP session, newline JSON both ways.</summary>
    public const string Mcp = "/v1/mcp";

    /// <summary>MCP over HTTP ("streamable HTTP"), for clients that do not start a program of their own.</summary>
    public const string McpHttp = "/mcp";

    /// <summary>The token of the Upgrade header.</summary>
    public const string McpUpgrade = "delegate-mcp";

    /// <summary>Header of the upgrade: the Claude Code session that the client lives in.</summary>
    public const string CallerSessionHeader = "Delegate-Caller-Session";

    /// <summary>Header of the upgrade: the project folder of that session; percent-encoded.</summary>
    public const string CallerProjectHeader = "Delegate-Caller-Project";

    /// <summary>Header of the upgrade: the attempt whose agent the client is a part of.</summary>
    public const string CallerAttemptHeader = "Delegate-Caller-Attempt";

    /// <summary>Header of the upgrade: the client sends <see cref="McpDelivered"/>.</summary>
    public const string CallerConfirmsHeader = "Delegate-Caller-Confirms";

    /// <summary>Notification of the bridge, with <c>requestId</c>: the answer to this tool call is in the client's hands.</summary>
    public const string McpDelivered = "notifications/delegate/delivered";

    /// <summary>Media type of the line-by-line answers.</summary>
    public const string NewlineJson = "application/x-ndjson";

    /// <summary>GET (query: after, limit): <see cref="HistoryPage"/>.</summary>
    public const string TaskHistory = "/v1/tasks/{id}/history";

    /// <summary>GET: <see cref="WhyView"/>.</summary>
    public const string WhyTask = "/v1/tasks/{id}/why";

    /// <summary>GET (query: task or graph; neither = everything unfinished): <see cref="GraphView"/>.</summary>
    public const string Graph = "/v1/graph";

    /// <summary>POST <see cref="PruneRequest"/>: <see cref="PruneReply"/>.</summary>
    public const string Prune = "/v1/prune";

    /// <summary>GET (query: session, folder, after, use, limit): <see cref="InboxView"/>.</summary>
    public const string Inbox = "/v1/inbox";

    /// <summary>POST <see cref="InboxSeen"/>.</summary>
    public const string InboxSeen = "/v1/inbox/seen";

    /// <summary>Fills in the name of a queue.</summary>
    public static string ForQueue(string name) => OneQueue.Replace("{name}", Uri.EscapeDataString(name), StringComparison.Ordinal);

    /// <summary>Fills in the id.</summary>
    public static string For(string route, TaskId id) => route.Replace("{id}", id.Value, StringComparison.Ordinal);
}
