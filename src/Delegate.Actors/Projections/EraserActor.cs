using Akka.Actor;
using Akka.Event;
using Microsoft.Data.Sqlite;

namespace Delegate.Actors.Projections;

/// <summary>Works through the notes of <see cref="TaskEraser"/>, a part at a time and beside everybody else's work.</summary>
internal sealed class EraserActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);
    private bool _busy;
    private bool _again;

    public EraserActor(TaskEraser eraser)
    {
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
                var (done, last) = eraser.EraseSome(part.After);
                if (done.Count > 0)
                    Context.Parent.Tell(new Done(done));
                if (last is not null)
                {
                    Self.Tell(new Part(last));
                    return;
                }
                eraser.Checkpoint();
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

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props CreateProps(TaskEraser eraser) => Props.Create(() => new EraserActor(eraser));

    private void Next(Delegate.Contracts.TaskId? after)
    {
        _busy = true;
        Self.Tell(new Part(after));
    }

    /// <summary>There may be something to erase.</summary>
    public sealed record Erase
    {
        public static Erase Instance { get; } = new();
    }

    /// <summary>Told to the projector, which takes the notes away.</summary>
    public sealed record Done(IReadOnlyList<Erasure> Notes);

    private sealed record Part(Delegate.Contracts.TaskId? After);
}
