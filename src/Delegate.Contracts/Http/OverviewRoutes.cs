namespace Delegate.Contracts;

/// <summary>The paths behind <see cref="IOverview"/>.</summary>
public static class OverviewRoutes
{
    /// <summary>GET (query: after): one <see cref="FeedEntry"/> a line, as JSON, without end.</summary>
    public const string Feed = "/v1/feed";

    /// <summary>GET (query: graph, task, since, until, most): <see cref="PastView"/>.</summary>
    public const string Past = "/v1/past";

    /// <summary>GET: <see cref="TaskPrompt"/>.</summary>
    public const string Prompt = "/v1/tasks/{id}/prompt";

    /// <summary>GET (query: most, until, task): a list of <see cref="DecisionView"/>.</summary>
    public const string Decisions = "/v1/decisions";

    /// <summary>POST <see cref="SubmitRequest"/>: <see cref="SubmissionCheck"/>.</summary>
    public const string Check = "/v1/tasks/check";

    /// <summary>POST <see cref="FlowRequest"/>: <see cref="SubmissionCheck"/>.</summary>
    public const string CheckFlow = "/v1/flows/check";
}
