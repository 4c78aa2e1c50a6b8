namespace Delegate.Cli.Terminal;

/// <summary>Everything that the program says and hears. Data goes to stdout, words for people go to stderr.</summary>
internal interface ITerminal
{
    /// <summary>One line of data.</summary>
    void Out(string line, Label? label = null);

    /// <summary>One line of words.</summary>
    void Say(string line, Label? label = null);

    /// <summary>A table of data.</summary>
    void Out(Table table);

    /// <summary>A table of words.</summary>
    void Say(Table table);

    /// <summary>
    /// Data that takes the place of what it was when this was last called; where stdout is no terminal, below it, and only
    /// what is not as it was.
    /// </summary>
    void Redraw(Action<ITerminal> draw);

    /// <summary>True when stdout shows one picture after the other in the same place.</summary>
    bool IsLive { get; }

    /// <summary>Says that something goes on, until it is disposed; only to a person, and only when it takes a while.</summary>
    /// <param name="words">What goes on, as it now stands.</param>
    IDisposable Busy(Func<string> words);

    /// <summary>Columns that a line of data should have at the most; very many when it is read by a program.</summary>
    int Width { get; }

    /// <summary>True when a person sits at stdin and can be asked.</summary>
    bool CanAsk { get; }

    /// <summary>Stdin as text.</summary>
    TextReader Input { get; }

    /// <summary>Where help and the like write data.</summary>
    TextWriter OutWriter { get; }
}

/// <summary>What a colour means; a stream that is no terminal shows none.</summary>
internal enum Tone
{
    Plain,
    Good,
    Bad,
    Busy,
    Quiet,
    Name1,
    Name2,
    Name3,
    Name4,
    Name5,
}

/// <summary>A coloured beginning of a line.</summary>
internal sealed record Label(string Text, Tone Tone);

/// <summary>One field of a table.</summary>
internal sealed record Cell(string Text, Tone Tone = Tone.Plain)
{
    public static implicit operator Cell(string text) => new(text);
}

/// <summary>Columns with a heading each, and rows.</summary>
internal sealed record Table(IReadOnlyList<string> Headings, IReadOnlyList<IReadOnlyList<Cell>> Rows)
{
    /// <summary>Columns that go, one after the other, where the terminal is too narrow for all.</summary>
    public IReadOnlyList<string> Spare { get; init; } = [];

    /// <summary>True where nothing may be cut: the last column goes on in the next line. So it is where it has no heading: one thing in full.</summary>
    public bool IsWhole { get; init; } = Headings[^1].Length == 0;
}
