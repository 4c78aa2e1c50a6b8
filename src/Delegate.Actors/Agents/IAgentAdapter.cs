using Delegate.Actors.Processes;
using Delegate.Actors.Tasks;
using Delegate.Contracts;

namespace Delegate.Actors.Agents;

/// <summary>Knows one kind of agent: how it is started, and what its output means. Owns no process, holds no state.</summary>
public interface IAgentAdapter
{
    /// <summary>One of <see cref="AgentNames"/>.</summary>
    string Name { get; }

    /// <summary>What one agent of this kind is expected to need, until its real use can be measured.</summary>
    Footprint Expected { get; }

    /// <summary>
    /// The command line for an attempt. The prompt is in the attempt's <c>prompt</c> file already, and never on the command line.
    /// </summary>
    AgentCommand Command(TaskSpec spec, string sessionId, bool resume, string promptFile, DelegateOptions options);

    /// <summary>A fresh reader for the lines of one attempt's stdout, from the first.</summary>
    IAgentOutput ReadOutput();

    /// <summary>A line of stdout as people want to see it: none, one or several lines.</summary>
    IEnumerable<string> Render(string line);
}

/// <summary>A command line.</summary>
/// <param name="Program">A path, or a name to be found on the PATH.</param>
/// <param name="Arguments">Without the program.</param>
/// <param name="Environment">Added to (or, with null, taken from) the host's own environment.</param>
/// <param name="StdinFile">What the agent reads; null = nothing (<c>/dev/null</c>).</param>
public sealed record AgentCommand(
    string Program, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string?> Environment, string? StdinFile);

/// <summary>Adds up the stdout of one attempt, line by line, in order.</summary>
public interface IAgentOutput
{
    /// <summary>Takes the next whole line; true when <see cref="SessionId"/> or <see cref="Model"/> changed by it.</summary>
    bool Read(string line);

    /// <summary>The agent's session, once it named it.</summary>
    string? SessionId { get; }

    /// <summary>The agent's model, once it named it.</summary>
    string? Model { get; }

    /// <summary>What it all comes to, now that the process has ended.</summary>
    /// <param name="exit">How; null when nobody knows.</param>
    /// <param name="stderrTail">The last lines of stderr, for the message of a failure.</param>
    AgentReport Conclude(AgentExit? exit, string stderrTail);
}

/// <summary>What an agent takes of the machine.</summary>
/// <param name="Cores">Processors, 1.0 = one whole.</param>
/// <param name="MemoryBytes">Resident memory with its children, most of the time.</param>
/// <param name="Gap">True when starts of this kind are spaced (<see cref="DelegateOptions.SpawnGap"/>).</param>
public sealed record Footprint(double Cores, long MemoryBytes, bool Gap)
{
    /// <summary>The most that it takes.</summary>
    public long PeakBytes { get; init; } = MemoryBytes;
}
