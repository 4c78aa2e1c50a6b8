using Delegate.Actors.Agents;
using Delegate.Contracts;

namespace Delegate.Actors.Processes;

/// <summary>Feeds an attempt's stdout to its adapter's reader, line by line, each line once.</summary>
internal sealed class AttemptOutput(AttemptFolder folder, IAgentOutput agent) : IDisposable
{
    private const int StderrLines = 5;
    private const int StderrBytes = 2 * 1024;

    private readonly LineReader _lines = new(folder.Stdout);
    private bool _news;

    /// <summary>Reads a part of what is new; false when there was nothing.</summary>
    public bool ReadSome()
    {
        if (!_lines.Fill())
            return false;
        while (_lines.Next() is { } line)
            _news |= agent.Read(line);
        return true;
    }

    /// <summary>The agent's session and model, if it named them since the last time.</summary>
    public (string? SessionId, string? Model)? TakeNews()
    {
        if (!_news)
            return null;
        _news = false;
        return (agent.SessionId, agent.Model);
    }

    /// <summary>Nobody writes any more: reads to the end, and adds it up.</summary>
    public AgentReport Conclude(AgentExit? exit)
    {
        while (ReadSome())
        {
        }
        if (_lines.Rest() is { } rest)
            _news |= agent.Read(rest);
        return exit is null
            ? agent.Conclude(null, "") with { Outcome = Lost }
            : agent.Conclude(exit, LastLines.Read(folder.Stderr, StderrLines, StderrBytes));
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    private static OutcomeView Lost => new(
        OutcomeCodes.Lost, "Its process is gone and left no word of how it ended: the supervisor was killed too, or the machine restarted.",
        By: "host", Hint: "delegate logs shows what it wrote");
}
