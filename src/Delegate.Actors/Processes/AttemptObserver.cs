using Delegate.Actors.Agents;
using Delegate.Actors.Tasks;
using Delegate.Contracts;

namespace Delegate.Actors.Processes;

/// <summary>
/// Makes facts of what an attempt writes while it runs: its session, its silences, and when a checkpoint is due.
/// </summary>
internal sealed class AttemptObserver : IDisposable
{
    private readonly AttemptKey _attempt;
    private readonly TimeProvider _time;
    private readonly Action<ProcessProtocol.IFact> _tell;
    private readonly AttemptOutput _output;
    private readonly CheckpointPace _pace;
    private readonly IdleWatch? _idle;
    private bool _isCurrent;

    /// <param name="look">Called from elsewhere: it is time for another look.</param>
    public AttemptObserver(
        AttemptKey attempt, TaskSpec spec, AttemptFolder folder, IAgentAdapter adapter, bool isAdopted, TimeProvider time,
        Action<ProcessProtocol.IFact> tell, Action look)
    {
        (_attempt, _time, _tell) = (attempt, time, tell);
        _output = new(folder, adapter, adapter.ReadOutput(spec));
        _pace = new(time, look);
        _idle = spec.IdleMs is { } limit ? new(TimeSpan.FromMilliseconds(limit), time, look) : null;
        // An adopted attempt's output is read from its beginning: until that is done, a checkpoint would be one of long ago.
        _isCurrent = !isAdopted;
    }

    /// <summary>True when a checkpoint is to be taken now.</summary>
    public bool IsCheckpointDue => _isCurrent && _pace.IsDue(_output.SessionId, _output.Turns);

    /// <summary>Reads a part of what is new, so that other messages get their turn; false when there was nothing.</summary>
    /// <param name="isEnding">Its silence is of no interest any more.</param>
    public bool Observe(bool isEnding)
    {
        var hasRead = _output.ReadSome();
        if (_output.StderrGrew() || hasRead)
        {
            if (_idle?.Hear() == true)
                _tell(new ProcessProtocol.Heard(_attempt));
        }
        // Only after a look: an owner that was held up itself has not heard what was said meanwhile.
        else if (_idle?.TakeSilence() is { } silence && !isEnding)
        {
            _tell(new ProcessProtocol.Silent(_attempt, silence));
        }
        TellNews();
        _isCurrent |= !hasRead;
        return hasRead;
    }

    public Checkpoint Checkpoint(GitState? git) => _output.Checkpoint(_time.GetUtcNow(), git);

    public void Freeze() => _idle?.Freeze();

    public void Thaw() => _idle?.Thaw();

    /// <summary>Nobody writes any more: reads to the end, and adds it up.</summary>
    public AgentReport Conclude(AgentExit? exit)
    {
        var report = _output.Conclude(exit);
        TellNews();
        return report;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _idle?.Dispose();
        _pace.Dispose();
        _output.Dispose();
    }

    private void TellNews()
    {
        if (_output.TakeNews() is { } news)
            _tell(new ProcessProtocol.Reported(_attempt, news.SessionId, news.Model));
    }
}
