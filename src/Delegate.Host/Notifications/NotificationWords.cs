using System.Text.Json;
using Delegate.Actors.Projections;
using Delegate.Contracts;

namespace Delegate.Host.Notifications;

/// <summary>What is said of news. Pure.</summary>
internal static class NotificationWords
{
    private const int MostNames = 20;

    /// <summary>The word that rules and bodies have for a kind.</summary>
    public static string Of(NotificationKind kind) => JsonSerializer.SerializeToElement(kind).GetString()!;

    /// <summary>What is delivered.</summary>
    public static Notification Of(News news) => news.Graph.Count > 0 ? OfGraph(news) : OfTask(news);

    /// <summary>For trying a channel.</summary>
    public static Notification Test(DateTimeOffset now) =>
        new($"msg_test_{Guid.CreateVersion7():N}", NotificationKind.Test, now, "This is a test: notifications from Delegate arrive here.");

    private static Notification OfTask(News news)
    {
        var task = news.Task;
        var name = task.Key is { } key ? $"{key} ({task.Id})" : task.Id.Value;
        var text = news.Kind switch
        {
            NotificationKind.Held => $"{name} is held: what it waits for did not succeed",
            NotificationKind.Paused => $"{name} was paused by {task.PausedBy} and waits to be resumed",
            _ when task.Outcome is { } outcome && outcome.Code != Of(news.Kind) => $"{name} {Of(news.Kind)}: {outcome.Code}",
            _ => $"{name} {Of(news.Kind)}",
        };
        return new(IdOf(news, task.Id.Value), news.Kind, news.At, text, new(
            task.Id, task.GraphId, task.Agent, task.Cwd, task.Priority, task.Phase, task.Key, task.Outcome?.Code, task.Outcome?.ExitCode,
            task.Outcome?.Signal, task.Attempt, task.StartedAt, task.EndedAt, task.Usage?.CostUsd, task.Queue));
    }

    private static Notification OfGraph(News news)
    {
        var others = news.Graph.Where(task => task.Phase != TaskPhase.Succeeded).ToList();
        var graph = new NotifiedGraph(
            news.Task.GraphId, news.Graph.Count - others.Count, others.Count(task => task.Phase == TaskPhase.Failed), others.Count(task => task.Phase == TaskPhase.Cancelled),
            [.. others.Take(MostNames).Select(task => task.Key ?? task.Id.Value)], news.Graph.Sum(task => task.Usage?.CostUsd ?? 0));
        var text = others.Count == 0
            ? $"all {graph.Succeeded} tasks of {graph.Id} succeeded"
            : $"{graph.Id} ended: {graph.Succeeded} succeeded, {graph.Failed} failed, {graph.Cancelled} cancelled";
        return new(IdOf(news, news.Task.GraphId), news.Kind, news.At, text, Graph: graph);
    }

    /// <summary>From what happened alone, so that it is the same after a crash.</summary>
    private static string IdOf(News news, string whose) => $"msg_{whose}_{Of(news.Kind)}_{news.Position}";
}
