namespace Delegate.Cli.Terminal;

/// <summary>A line on stderr that turns while something goes on. It comes late, gives way to every other line, and leaves nothing behind.</summary>
internal sealed class Spinner : IDisposable
{
    private const string Faces = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1); // what is quicker needs no words
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(120);
    private readonly TextWriter _to;
    private readonly Lock _gate;
    private readonly Func<string> _words;
    private readonly TimeProvider _time;
    private readonly Func<int> _width;
    private readonly long _since;
    private readonly ITimer _timer;
    private int _turns;
    private bool _shown;
    private bool _over;

    public Spinner(TextWriter to, Lock gate, Func<string> words, TimeProvider time, Func<int> width)
    {
        (_to, _gate, _words, _time, _width) = (to, gate, words, time, width);
        _since = time.GetTimestamp();
        _timer = time.CreateTimer(_ => Show(), null, Patience, Turn);
    }

    /// <summary>Makes room for another line; the caller holds the gate.</summary>
    public void Erase()
    {
        if (_shown)
            _to.Write("\r\u001b[K");
        _shown = false;
    }

    public void Dispose()
    {
        _timer.Dispose();
        lock (_gate)
        {
            _over = true;
            Erase();
        }
    }

    private void Show()
    {
        lock (_gate)
        {
            if (_over)
                return;
            var line = $"{Faces[_turns++ % Faces.Length]} {_words()} ({Words.For(_time.GetElapsedTime(_since))})";
            _to.Write("\r" + TableFit.Cut(line, _width() - 1) + "\u001b[K");
            _shown = true;
        }
    }
}
