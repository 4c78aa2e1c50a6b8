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

    public IAgentOutput ReadOutput() => new Output();

    public IEnumerable<string> Render(string line) => [line];

    private sealed class Output : IAgentOutput
    {
        public string? SessionId => null;

        public string? Model => null;

        public bool Read(string line) => false;

        public AgentReport Conclude(AgentExit? exit, string stderrTail) => new(exit switch
        {
            { Signal: not null } => Outcomes.Killed(exit),
            { ExitCode: 0 } => Outcomes.Succeeded(exit),
            { } => Outcomes.Exited(exit, stderrTail),
            null => new(OutcomeCodes.Lost, "Nobody knows how it ended.", By: "host"),
        });
    }
}
