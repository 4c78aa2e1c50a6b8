using System.Text;
using CsCheck;
using Delegate.Actors.Processes;
using Delegate.Processes.Specs.Support;

namespace Delegate.Processes.Specs.Processes;

public sealed class LastLinesSpecs : IDisposable
{
    private static readonly string[] Pieces = ["a", "é", "\n", "\n\n", "some more words"];
    private static readonly Gen<string> AnyText = Gen.Int[0, Pieces.Length - 1].Array[0, 40].Select(picks => string.Concat(picks.Select(pick => Pieces[pick])));
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void The_last_lines_are_exactly_those_of_a_reader_of_the_whole_file() =>
        AnyText.Select(Gen.Int[0, 12], (text, lines) => (text, lines)).Sample(sample =>
        {
            var bytes = Encoding.UTF8.GetBytes(sample.text);
            File.WriteAllBytes(_temp.File("file"), bytes);
            Assert.Equal(Naive(sample.text, sample.lines), Encoding.UTF8.GetString(bytes[(int)LastLines.Offset(_temp.File("file"), sample.lines)..]));
        }, iter: 500, threads: 1);

    [Theory, InlineData(1), InlineData(63), InlineData(64), InlineData(65), InlineData(1000), InlineData(2999), InlineData(3000), InlineData(3001)]
    public void Blocks_are_joined_without_a_seam(int lines)
    {
        // 1,023 and a line end: every 64th ends where a block does.
        var all = Enumerable.Range(0, 3000).Select(i => $"{i:D1023}").ToList();
        File.WriteAllText(_temp.File("file"), string.Concat(all.Select(line => line + "\n")));
        Assert.Equal(Math.Max(0, 3000 - lines) * 1024L, LastLines.Offset(_temp.File("file"), lines));
    }

    [Fact]
    public void A_text_is_cut_to_so_many_bytes_and_a_file_that_is_not_there_is_empty()
    {
        File.WriteAllText(_temp.File("file"), $"first\n{new string('z', 5000)}\nlast words\n");
        Assert.Equal("last words", LastLines.Read(_temp.File("file"), 1, 100));
        Assert.EndsWith("zzz\nlast words", LastLines.Read(_temp.File("file"), 5, 2048), StringComparison.Ordinal);
        Assert.InRange(LastLines.Read(_temp.File("file"), 5, 2048).Length, 1, 2048);
        Assert.Equal("", LastLines.Read(_temp.File("none"), 5, 100));
        Assert.Equal(0, LastLines.Offset(_temp.File("none"), 5));
    }

    private static string Naive(string text, int lines)
    {
        var all = text.Split('\n').Select(line => line + "\n").ToList();
        all[^1] = all[^1][..^1]; // what stands after the last line end
        if (all[^1] == "")
            all.RemoveAt(all.Count - 1);
        return string.Concat(all.TakeLast(lines));
    }
}
