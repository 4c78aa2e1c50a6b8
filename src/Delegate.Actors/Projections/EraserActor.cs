using Akka.Actor;
using Akka.Event;
using Delegate.Contracts;
using Microsoft.Data.Sqlite;

namespace Delegate.Actors.Projections;

/// <summary>Works through the notes of <see cref="TaskEraser"/>, a part at a time and beside everybody else's work.</summary>
internal sealed class EraserActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);
    private readonly TaskEraser _eraser;
    private bool _busy;
    private bool _again;
    private bool _uncut;
    private int _noted;
    private int _done;

    public EraserActor(TaskEraser eraser)
    {
        _eraser = eraser;
        var log = Context.GetLogger();

        Receive<Erase>(_ =>
        {
            _again = _busy;
            if (!_busy)
                Next(null);
        });
        Receive<Part>(part =>
        {
            try
            {
                var (done, noted, last) = eraser.EraseSome(part.After);
                (_noted, _done) = (_noted + noted, _done + done.Count);
                if (done.Count > 0)
                    Context.Parent.Tell(new Done(done));
                if (last is not null)
                {
                    Self.Tell(new Part(last));
                    return;
                }
                _uncut |= _done > 0;
                if (_uncut)
                    Cut();
                if (_noted > 0)
                    log.Info("Of forgotten tasks {Done} notes were worked off; {Left} wait for a snapshot", _done, _noted - _done);
            }
            catch (Exception refused) when (refused is SqliteException or IOException or UnauthorizedAccessException)
            {
                log.Warning(refused, "Forgotten tasks could not be erased yet");
                Timers.StartSingleTimer(Erase.Instance, Erase.Instance, Pause);
            }
            _busy = false;
            if (_again)
                Self.Tell(Erase.Instance);
        });
    }

    /// <summary>Takes what was erased out of the WAL too; later, when somebody is reading it now.</summary>
    private void Cut()
    {
        _uncut = !_eraser.Checkpoint();
        if (_uncut)
            Timers.StartSingleTimer(Erase.Instance, Erase.Instance, Pause);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props CreateProps(TaskEraser eraser) => Props.Create(() => new EraserActor(eraser));

    private void Next(TaskId? after)
    {
        (_busy, _noted, _done) = (true, 0, 0);
        Self.Tell(new Part(after));
    }

    /// <summary>There may be something to erase.</summary>
    public sealed record Erase
    {
        public static Erase Instance { get; } = new();
    }

    /// <summary>Told to the projector, which takes the notes away.</summary>
    public sealed record Done(IReadOnlyList<Erasure> Notes);

    private sealed record Part(TaskId? After);
}
