using System.Collections.Frozen;
using Delegate.Contracts;

namespace Delegate.Actors.Agents;

/// <summary>The agents that there are, by name.</summary>
public sealed class AgentAdapters(IEnumerable<IAgentAdapter> adapters)
{
    private readonly FrozenDictionary<string, IAgentAdapter> _byName = adapters.ToFrozenDictionary(adapter => adapter.Name);

    /// <summary>Those of this version.</summary>
    public static AgentAdapters Standard() => new([new ClaudeAgent(Environment.GetEnvironmentVariable), new ShellAgent()]);

    public IReadOnlySet<string> Names => _byName.Keys.ToHashSet();

    /// <summary>The adapter of an accepted task. A name that is not known was refused at submission; here it is a bug.</summary>
    public IAgentAdapter Find(string name) =>
        _byName.GetValueOrDefault(name) ?? throw new DelegateException(new(ErrorCodes.UnknownAgent, $"This version has no agent '{name}'.", "delegate doctor"));
}
