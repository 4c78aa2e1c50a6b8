using System.Text;
using Delegate.Actors.Agents;
using Delegate.Contracts;

namespace Delegate.Actors.Processes;

/// <summary>Feeds an attempt's stdout to its adapter's reader, line by line, each line once, and keeps its last lines.</summary>
internal sealed class AttemptOutput(AttemptFolder folder, IAgentAdapter adapter, IAgentOutput agent) : IDisposable
{
    private const int StderrLines = 5;
    private const int StderrBytes = 2 * 1024;
    private const int LongestMessage = 2 * 1024;
    private const int LongestOutput = 4 * 1024;
    private const int KeptLines = 40;

    private readonly LineReader _lines = new(folder.Stdout);
    private readonly Queue<string> _shown = new(KeptLines);
    private long _stderrLength;
    private bool _news;

    public string? SessionId => agent.SessionId;

    public int Turns => agent.Turns;

    /// <summary>Reads a part of what is new; false when there was nothing.</summary>
    public bool ReadSome()
    {
        if (!_lines.Fill())
            return false;
        while (_lines.Next() is { } line)
            Take(line);
        return true;
    }

    /// <summary>True when something was written to stderr since the last time.</summary>
    public bool StderrGrew()
    {
        var file = new FileInfo(folder.Stderr);
        var length = file.Exists ? file.Length : 0;
        var grew = length != _stderrLength;
        _stderrLength = length;
        return grew;
    }

    /// <summary>The agent's session and model, if it named them since the last time.</summary>
    public (string? SessionId, string? Model)? TakeNews()
    {
        if (!_news)
            return null;
        _news = false;
        return (agent.SessionId, agent.Model);
    }

    /// <summary>What is known by now.</summary>
    public Checkpoint Checkpoint(DateTimeOffset now, GitState? git)
    {
        var message = agent.LastMessage is { } text ? TextCut.Head(text, LongestMessage, out _) : null;
        return new(now, agent.SessionId, agent.Turns, message, LastOutput(), git, agent.Usage);
    }

    /// <summary>Nobody writes any more: reads to the end, and adds it up.</summary>
    public AgentReport Conclude(AgentExit? exit)
    {
        while (ReadSome())
        {
        }
        if (_lines.Rest() is { } rest)
            Take(rest);
        var stdout = LastLines.Tail(folder.Stdout, LastWords.LongestStdout, out var cut);
        var report = agent.Conclude(exit, new(LastLines.Read(folder.Stderr, StderrLines, StderrBytes), stdout, cut));
        return exit is null ? report with { Outcome = Lost } : report;
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    private void Take(string line)
    {
        _news |= agent.Read(line);
        foreach (var shown in adapter.Render(line))
        {
            if (_shown.Count == KeptLines)
                _shown.Dequeue();
            _shown.Enqueue(shown.Length > LongestOutput ? shown[^LongestOutput..] : shown);
        }
    }

    /// <summary>As people see it: stdout, then what stands on stderr, which may say why.</summary>
    private string? LastOutput()
    {
        var text = new StringBuilder(string.Join('\n', _shown));
        if (LastLines.Read(folder.Stderr, StderrLines, StderrBytes) is { Length: > 0 } errors)
            text.Append(text.Length > 0 ? "\n" : "").Append("stderr: ").Append(errors);
        return text.Length == 0 ? null : TextCut.Tail(text.ToString(), LongestOutput, out _);
    }

    private static OutcomeView Lost => new(
        OutcomeCodes.Lost, "Its process is gone and left no word of how it ended: the supervisor was killed too, or the machine restarted.",
        By: "host", Hint: "delegate logs shows what it wrote");
}
