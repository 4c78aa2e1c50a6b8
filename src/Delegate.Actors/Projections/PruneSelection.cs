using Delegate.Contracts;

namespace Delegate.Actors.Projections;

/// <summary>Which ended tasks exceed a limit. Pure.</summary>
public static class PruneSelection
{
    /// <param name="ended">Those that ended first come first.</param>
    /// <param name="bytesOf">Of a task's output; asked only where it decides.</param>
    public static IReadOnlyList<EndedTask> Of(IReadOnlyList<EndedTask> ended, PruneRequest request, Func<EndedTask, long> bytesOf, DateTimeOffset now)
    {
        if (request is { OlderThanMs: null, Keep: null, MaxBytes: null })
            return request.Graph is null ? [] : ended;
        var oldest = request.OlderThanMs is { } age ? now - TimeSpan.FromMilliseconds(age) : DateTimeOffset.MinValue;
        // From the latest end backwards: the first one that is too much, and all that ended before it, go.
        var kept = 0;
        var bytes = 0L;
        for (var i = ended.Count - 1; i >= 0; i--)
        {
            if (ended[i].At < oldest || kept >= request.Keep || (request.MaxBytes is { } most && (bytes += bytesOf(ended[i])) > most))
                return [.. ended.Take(i + 1)];
            kept++;
        }
        return [];
    }
}
