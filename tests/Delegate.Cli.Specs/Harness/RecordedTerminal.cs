using Delegate.Cli.Terminal;

namespace Delegate.Cli.Specs.Harness;

/// <summary>Remembers what was printed where; a table is its rows, fields joined by <c> | </c>.</summary>
internal sealed class RecordedTerminal : ITerminal
{
    private readonly Lock _gate = new();
    private readonly StringWriter _out = new();
    private readonly StringWriter _words = new();
    private Action<string>? _heard;

    public string Stdout => Locked(_out.ToString);

    public string Stderr => Locked(_words.ToString);

    public string[] OutLines => Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public string[] WordLines => Stderr.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public int Width { get; init; } = 1000;

    public bool CanAsk { get; init; }

    public TextReader Input { get; init; } = new StringReader("");

    public TextWriter OutWriter => _out;

    /// <summary>Called with each line as it is printed.</summary>
    public void OnLine(Action<string> heard) => _heard = heard;

    public void Out(string line, Label? label) => Write(_out, line, label);

    public void Say(string line, Label? label) => Write(_words, line, label);

    public void Out(Table table) => Write(_out, table);

    public void Say(Table table) => Write(_words, table);

    public bool IsLive { get; init; }

    /// <summary>Pictures are printed one below the other.</summary>
    public void Redraw(Action<ITerminal> draw) => draw(this);

    public IDisposable Busy(Func<string> words) => new StringReader("");

    private void Write(StringWriter to, Table table)
    {
        Write(to, string.Join(" | ", table.Headings), null);
        foreach (var row in table.Rows)
            Write(to, string.Join(" | ", row.Select(cell => cell.Text)), null);
    }

    private void Write(StringWriter to, string line, Label? label)
    {
        var whole = label is null ? line : $"{label.Text} {line}";
        lock (_gate)
            to.Write(whole + "\n");
        _heard?.Invoke(whole);
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_gate)
            return read();
    }
}
