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

    /// <summary>
    /// False when the agent no longer has this session, and has to open another one. An agent without sessions says true:
    /// there is nothing that it could have lost.
    /// </summary>
    bool CanResume(string sessionId);

    /// <summary>A fresh reader for the lines of one attempt's stdout, from the first.</summary>
    IAgentOutput ReadOutput(TaskSpec spec);

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

    /// <summary>Turns of the conversation so far.</summary>
    int Turns { get; }

    /// <summary>The last thing that it said, as long as it is.</summary>
    string? LastMessage { get; }

    /// <summary>Tokens and cost so far, as far as it said so.</summary>
    UsageView? Usage { get; }

    /// <summary>What it all comes to, now that the process has ended.</summary>
    /// <param name="exit">How; null when nobody knows.</param>
    AgentReport Conclude(AgentExit? exit, LastWords words);
}

/// <summary>The ends of an attempt's output, as they stand in its files.</summary>
/// <param name="Stderr">The last lines, for the message of a failure.</param>
/// <param name="Stdout">The last 64 KiB at most.</param>
/// <param name="StdoutCut">How many bytes of stdout are before that.</param>
public sealed record LastWords(string Stderr, string Stdout = "", long StdoutCut = 0)
{
    /// <summary>The most that is kept of stdout.</summary>
    public const int LongestStdout = 64 * 1024;
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
