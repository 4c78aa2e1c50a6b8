using Delegate.Actors.Processes;
using Delegate.Actors.Tasks;
using Delegate.Contracts;

namespace Delegate.Actors.Agents;

/// <summary>A command line, run by <c>/bin/sh</c> from a file: so it may be long, and is not seen in the process table.</summary>
public sealed class ShellAgent : IAgentAdapter
{
    public string Name => AgentNames.Shell;

    public Footprint Expected { get; } = new(0.25, 64L << 20, Gap: false) { PeakBytes = 256L << 20 };

    public AgentCommand Command(TaskSpec spec, string sessionId, bool resume, string promptFile, DelegateOptions options) =>
        new("/bin/sh", [promptFile], new Dictionary<string, string?>(), StdinFile: null);

    public bool CanResume(string sessionId) => true;

    public IAgentOutput ReadOutput(TaskSpec spec) => new ShellOutput();

    public IEnumerable<string> Render(string line) => [line];
}
