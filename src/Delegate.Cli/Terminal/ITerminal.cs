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
internal sealed record Table(IReadOnlyList<string> Headings, IReadOnlyList<IReadOnlyList<Cell>> Rows);
