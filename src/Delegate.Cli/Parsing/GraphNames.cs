using Delegate.Contracts;

namespace Delegate.Cli.Parsing;

/// <summary>From what a person types to a submission's id: the id itself, or any of its tasks.</summary>
internal static class GraphNames
{
    public static bool IsOne(string name) => name.StartsWith("graph-", StringComparison.Ordinal);

    public static async Task<string> ResolveAsync(IDelegateClient client, string name, CancellationToken cancel) =>
        IsOne(name) ? name : (await client.GetTaskAsync(await TaskNames.ResolveAsync(client, name, cancel), cancel)).GraphId;
}
