using Delegate.Actors.Processes;
using Delegate.Actors.Tasks;
using Delegate.Contracts;

namespace Delegate.Actors.Agents;

/// <summary>
/// The agent of an attempt of which only its number is known: whoever asks for its end has not said what it is. How it
/// ended can be told; what it said cannot be read.
/// </summary>
internal sealed class UnknownAgent : IAgentAdapter
{
    public string Name => "";

    public Footprint Expected { get; } = new(0, 0, Gap: false);

    public AgentCommand Command(TaskSpec spec, string sessionId, bool resume, string promptFile, DelegateOptions options) =>
        throw new NotSupportedException("What is not known is never started.");

    public bool CanResume(string sessionId) => false;

    public IAgentOutput ReadOutput(TaskSpec spec) => new ShellOutput(keepsResult: false);

    public IEnumerable<string> Render(string line) => [];
}
