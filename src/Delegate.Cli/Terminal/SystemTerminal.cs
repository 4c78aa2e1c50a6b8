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
    private readonly Func<string, string?> _environment;
    private readonly TimeProvider _time;
    private readonly bool _moves;
    private string _picture = "";
    private Spinner? _spinner;

    public SystemTerminal(Func<string, string?> environment)
        : this(Console.OpenStandardOutput(), Console.OpenStandardError(),
            outIsTerminal: !Console.IsOutputRedirected, wordsAreTerminal: !Console.IsErrorRedirected, environment, TimeProvider.System)
    {
    }

    internal SystemTerminal(
        Stream stdout, Stream stderr, bool outIsTerminal, bool wordsAreTerminal, Func<string, string?> environment, TimeProvider? time = null)
    {
        (_environment, _time) = (environment, time ?? TimeProvider.System);
        _moves = environment("TERM") != "dumb";
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

    public bool IsLive => _out.IsTerminal && _moves;

    public void Redraw(Action<ITerminal> draw)
    {
        using var picture = new MemoryStream();
        draw(new SystemTerminal(picture, picture, _out.IsTerminal, _out.IsTerminal, _environment));
        var lines = Utf8.GetString(picture.ToArray()).TrimEnd('\n').Split('\n').Select(line => line.TrimEnd()).ToArray();
        lock (_gate)
        {
            _spinner?.Erase();
            if (IsLive)
            {
                // Never higher than the screen: what has scrolled away cannot be drawn over.
                var most = Math.Max(2, Console.WindowHeight - 1);
                lines = [.. lines.Select(line => line.Contains('\u001b') ? line : TableFit.Cut(line, Width))];
                if (lines.Length > most)
                    lines = [.. lines.Take(most - 1), $"… {Words.Plural(lines.Length - most + 1, "more line")}"];
                var up = _picture.Length == 0 ? 0 : _picture.Count(c => c == '\n');
                _picture = string.Concat(lines.Select(line => line + "\n"));
                _out.Writer.Write((up > 0 ? $"\u001b[{up}A\r\u001b[J" : "") + _picture);
            }
            else if (string.Join('\n', lines) is var text && text != _picture)
            {
                _picture = text;
                _out.Writer.WriteLine(text);
            }
        }
    }

    public IDisposable Busy(Func<string> words) =>
        _words.IsTerminal && _moves ? _spinner = new Spinner(_words.Writer, _gate, words, _time, () => _words.Console.Profile.Width) : new Nothing();

    private sealed class Nothing : IDisposable
    {
        public void Dispose()
        {
        }
    }

    private void Write(Face face, string line, Label? label)
    {
        lock (_gate)
        {
            Interrupt();
            if (label is not null)
                face.Console.Write(new Text(label.Text + " ", face.Style(label.Tone)));
            face.Writer.WriteLine(line); // past Spectre: what an agent wrote is neither wrapped nor interpreted
        }
    }

    private void Write(Face face, Table whole)
    {
        var table = face.IsTerminal ? TableFit.To(Harmless(whole), face.Console.Profile.Width) : Harmless(whole);
        var grid = new Grid();
        for (var column = 0; column < table.Headings.Count; column++)
            grid.AddColumn(new GridColumn { NoWrap = column < table.Headings.Count - 1, Padding = new Padding(0, 0, column < table.Headings.Count - 1 ? TableFit.Gap : 0, 0) });
        if (table.Headings.Any(heading => heading.Length > 0))
            grid.AddRow(table.Headings.Select(heading => new Text(heading, face.Style(Tone.Quiet))).ToArray());
        foreach (var row in table.Rows)
            grid.AddRow(row.Select(cell => new Text(cell.Text, face.Style(cell.Tone))).ToArray());
        lock (_gate)
        {
            Interrupt();
            face.Write(grid);
        }
    }

    /// <summary>Something else is about to be printed: the picture stays where it is, and the next one comes below.</summary>
    private void Interrupt()
    {
        _spinner?.Erase();
        if (IsLive)
            _picture = "";
    }

    private static Table Harmless(Table table) =>
        table with { Rows = [.. table.Rows.Select(row => (IReadOnlyList<Cell>)[.. row.Select(cell => cell with { Text = Harmless(cell.Text) })])] };

    /// <summary>Fields hold words of agents and users: no escape sequence of theirs gets out of its row.</summary>
    private static string Harmless(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));

    /// <summary>One of the two outputs.</summary>
    private sealed class Face
    {
        private readonly bool _colours;

        public Face(Stream stream, bool isTerminal, bool coloursWanted)
        {
            IsTerminal = isTerminal;
            _colours = isTerminal && coloursWanted;
            Writer = new StreamWriter(stream, Utf8) { AutoFlush = true, NewLine = "\n" };
            Console = ConsoleOn(Writer);
        }

        public bool IsTerminal { get; }

        public StreamWriter Writer { get; }

        public IAnsiConsole Console { get; }

        public void Write(Grid grid)
        {
            if (IsTerminal)
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
            if (!IsTerminal)
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
