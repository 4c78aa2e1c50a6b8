using System.Text;
using Delegate.Cli.Terminal;

namespace Delegate.Cli.Specs.Terminal;

public sealed class SystemTerminalSpecs
{
    private const string Escape = "\u001b[";

    [Theory]
    [InlineData(true, null, null, true)]
    [InlineData(false, null, null, false)]
    [InlineData(true, "1", null, false)]
    [InlineData(true, "", null, true)]
    [InlineData(true, null, "dumb", false)]
    public void Colours_are_for_terminals_that_want_them(bool isTerminal, string? noColor, string? term, bool coloured)
    {
        var (stdout, _) = Print(terminal =>
        {
            terminal.Out("line", new Label("build |", Tone.Good));
            terminal.Out(new Table(["A", "B"], [[new("x", Tone.Bad), "y"]]));
        }, isTerminal, name => name switch { "NO_COLOR" => noColor, "TERM" => term, _ => null });
        Assert.Equal(coloured, stdout.Contains(Escape, StringComparison.Ordinal));
        Assert.Contains("build | line\n", coloured ? stdout.Replace(Escape + "0m", "", StringComparison.Ordinal) : stdout);
    }

    [Fact]
    public void Lines_of_agents_pass_unchanged()
    {
        var line = "a\tb [red]x[/] \u001b[31mtheir own\u001b[0m " + new string('w', 5_000);
        var (stdout, stderr) = Print(terminal =>
        {
            terminal.Out(line);
            terminal.Say(line);
        });
        Assert.Equal(line + "\n", stdout);
        Assert.Equal(line + "\n", stderr);
    }

    [Fact]
    public void Data_and_words_never_mix()
    {
        var (stdout, stderr) = Print(terminal =>
        {
            terminal.Out("data");
            terminal.Say("words");
            terminal.Out(new Table(["ID"], [["1"]]));
            terminal.Say(new Table(["NAME"], [["n"]]));
        });
        Assert.Equal("data\nID\n1\n", stdout);
        Assert.Equal("words\nNAME\nn\n", stderr);
    }

    [Fact]
    public void A_piped_table_is_one_line_a_row_without_trailing_spaces_whatever_its_fields_hold()
    {
        var (stdout, _) = Print(terminal => terminal.Out(new Table(["ID", "WHAT"], [["task-1", new string('x', 400) + "\nsecond\u001b[2J"], ["task-22", "y"]])));
        var lines = stdout.Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.Equal("ID       WHAT", lines[0]);
        Assert.DoesNotContain('\u001b', stdout);
        Assert.Equal("task-22  y", lines[2]);
    }

    private static (string Stdout, string Stderr) Print(
        Action<ITerminal> print, bool isTerminal = false, Func<string, string?>? environment = null)
    {
        using MemoryStream stdout = new(), stderr = new();
        print(new SystemTerminal(stdout, stderr, isTerminal, isTerminal, environment ?? (_ => null)));
        return (Encoding.UTF8.GetString(stdout.ToArray()), Encoding.UTF8.GetString(stderr.ToArray()));
    }
}
