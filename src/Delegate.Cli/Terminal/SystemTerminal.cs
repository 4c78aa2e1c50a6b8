using System.Text;
using Spectre.Console;

namespace Delegate.Cli.Terminal;

/// <summary>The real stdin, stdout and stderr.</summary>
internal sealed class SystemTerminal : ITerminal
{
    // Piped tables are read by programs: never wrapped.
    private const int WidthWhenPiped = 1000;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly Lock _gate = new(); // lines of several tasks must not mix
    private readonly Face _out;
    private readonly Face _words;

    public SystemTerminal(Func<string, string?> environment)
        : this(Console.OpenStandardOutput(), Console.OpenStandardError(),
            outIsTerminal: !Console.IsOutputRedirected, wordsAreTerminal: !Console.IsErrorRedirected, environment)
    {
    }

    internal SystemTerminal(
        Stream stdout, Stream stderr, bool outIsTerminal, bool wordsAreTerminal, Func<string, string?> environment)
    {
        var wanted = string.IsNullOrEmpty(environment("NO_COLOR")) && environment("TERM") != "dumb";
        _out = new(stdout, outIsTerminal, wanted);
        _words = new(stderr, wordsAreTerminal, wanted);
    }

    public int Width => _out.Console.Profile.Width;

    public bool CanAsk => !Console.IsInputRedirected;

    public TextReader Input { get; } = new StreamReader(
        Console.OpenStandardInput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true),
        detectEncodingFromByteOrderMarks: false);

    public TextWriter OutWriter => _out.Writer;

    public void Out(string line, Label? label) => Write(_out, line, label);

    public void Say(string line, Label? label) => Write(_words, line, label);

    public void Out(Table table) => Write(_out, table);

    public void Say(Table table) => Write(_words, table);

    private void Write(Face face, string line, Label? label)
    {
        lock (_gate)
        {
            if (label is not null)
                face.Console.Write(new Text(label.Text + " ", face.Style(label.Tone)));
            face.Writer.WriteLine(line); // past Spectre: what an agent wrote is neither wrapped nor interpreted
        }
    }

    private void Write(Face face, Table table)
    {
        var grid = new Grid();
        for (var column = 0; column < table.Headings.Count; column++)
            grid.AddColumn(new GridColumn { NoWrap = column < table.Headings.Count - 1, Padding = new Padding(0, 0, 2, 0) });
        if (table.Headings.Any(heading => heading.Length > 0))
            grid.AddRow(table.Headings.Select(heading => new Text(heading, face.Style(Tone.Quiet))).ToArray());
        foreach (var row in table.Rows)
            grid.AddRow(row.Select(cell => new Text(Harmless(cell.Text), face.Style(cell.Tone))).ToArray());
        lock (_gate)
            face.Write(grid);
    }

    /// <summary>Fields hold words of agents and users: no escape sequence of theirs gets out of its row.</summary>
    private static string Harmless(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));

    /// <summary>One of the two outputs.</summary>
    private sealed class Face
    {
        private readonly bool _isTerminal;
        private readonly bool _colours;

        public Face(Stream stream, bool isTerminal, bool coloursWanted)
        {
            _isTerminal = isTerminal;
            _colours = isTerminal && coloursWanted;
            Writer = new StreamWriter(stream, Utf8) { AutoFlush = true, NewLine = "\n" };
            Console = ConsoleOn(Writer);
        }

        public StreamWriter Writer { get; }

        public IAnsiConsole Console { get; }

        public void Write(Grid grid)
        {
            if (_isTerminal)
            {
                Console.Write(grid);
                return;
            }
            var text = new StringWriter();
            ConsoleOn(text).Write(grid);
            foreach (var line in text.ToString().TrimEnd().Split('\n'))
                Writer.WriteLine(line.TrimEnd()); // columns are filled up with spaces; in a file the last one need not be
        }

        private IAnsiConsole ConsoleOn(TextWriter writer)
        {
            var console = AnsiConsole.Create(new AnsiConsoleSettings
            {
                Ansi = _colours ? AnsiSupport.Yes : AnsiSupport.No,
                ColorSystem = _colours ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
                Interactive = InteractionSupport.No,
                Out = new AnsiConsoleOutput(writer),
            });
            if (!_isTerminal)
                console.Profile.Width = WidthWhenPiped;
            return console;
        }

        public Style Style(Tone tone) => !_colours ? Spectre.Console.Style.Plain : tone switch
        {
            Tone.Good => new(Color.Green),
            Tone.Bad => new(Color.Red),
            Tone.Busy => new(Color.Yellow),
            Tone.Quiet => new(Color.Grey),
            Tone.Name1 => new(Color.Aqua),
            Tone.Name2 => new(Color.Fuchsia),
            Tone.Name3 => new(Color.Blue),
            Tone.Name4 => new(Color.Lime),
            Tone.Name5 => new(Color.Olive),
            _ => Spectre.Console.Style.Plain,
        };
    }
}
