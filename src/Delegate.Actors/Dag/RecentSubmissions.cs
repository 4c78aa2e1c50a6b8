using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Delegate.Contracts;

namespace Delegate.Actors.Dag;

/// <summary>The latest submissions that had an idempotency key, and what they were answered.</summary>
/// <param name="ByKey">By the key.</param>
/// <param name="InOrder">The keys, oldest first.</param>
public sealed record RecentSubmissions(ImmutableDictionary<string, RecentSubmission> ByKey, ImmutableList<string> InOrder)
{
    /// <summary>So many are remembered.</summary>
    public const int Most = 10_000;

    public static RecentSubmissions None { get; } = new(ImmutableDictionary<string, RecentSubmission>.Empty, []);

    public RecentSubmissions With(DagProtocol.GraphAccepted e)
    {
        var reply = new RecentSubmission(e.GraphId, e.Digest, [.. e.Tasks.Select(task => new SubmittedTask(task.Spec.Key, task.Spec.Id))]);
        var (byKey, inOrder) = (ByKey.SetItem(e.IdempotencyKey!, reply), InOrder.Add(e.IdempotencyKey!));
        return inOrder.Count <= Most ? new(byKey, inOrder) : new(byKey.Remove(inOrder[0]), inOrder.RemoveAt(0));
    }

    /// <summary>Tells one wish from another of the same name. Where it was said from makes it no other.</summary>
    public static string DigestOf(SubmitRequest request) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request with { CallerProject = null, CallerAttempt = null }, ContractsJson.Default.SubmitRequest)));
}

/// <summary>One of them.</summary>
public sealed record RecentSubmission(string GraphId, string? Digest, IReadOnlyList<SubmittedTask> Tasks);
