using System.Text;
using CsCheck;
using Delegate.Actors.Processes;
using Delegate.Processes.Specs.Support;

namespace Delegate.Processes.Specs.Processes;

public sealed class LineReaderSpecs : IDisposable
{
    private static readonly string[] Pieces = ["a", "é", "😀", "\n", "\r\n", "\r", "long enough to matter "];
    private static readonly Gen<string> AnyText = Gen.Int[0, Pieces.Length - 1].Array[0, 60].Select(picks => string.Concat(picks.Select(pick => Pieces[pick])));
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void However_a_text_is_cut_into_writes_its_lines_are_read_once_and_whole() =>
        AnyText.Select(Gen.Int[1, 7], (text, size) => (text, size)).Sample(sample =>
        {
            var file = _temp.File(Path.GetRandomFileName());
            using var reader = new LineReader(file);
            var read = new List<string>();
            foreach (var part in Encoding.UTF8.GetBytes(sample.text).Chunk(sample.size))
            {
                using (var stream = new FileStream(file, FileMode.Append))
                    stream.Write(part);
                while (reader.Fill())
                    while (reader.Next() is { } line)
                        read.Add(line);
            }
            if (reader.Rest() is { } rest)
                read.Add(rest);
            Assert.Equal(NaiveLines(sample.text), read);
        }, iter: 300, threads: 1);

    [Fact]
    public void A_reader_that_begins_where_another_one_stopped_misses_nothing() =>
        AnyText.Select(AnyText, (first, second) => (first, second)).Sample(sample =>
        {
            var file = _temp.File(Path.GetRandomFileName());
            File.WriteAllText(file, sample.first);
            using var before = new LineReader(file);
            var read = Drain(before);
            File.AppendAllText(file, sample.second);
            using var after = new LineReader(file, before.Offset);
            read.AddRange(Drain(after));
            if (after.Rest() is { } rest)
                read.Add(rest);
            Assert.Equal(NaiveLines(sample.first + sample.second), read);
        }, iter: 200, threads: 1);

    [Fact]
    public void A_file_that_is_not_there_yet_has_nothing_new()
    {
        using var reader = new LineReader(_temp.File("later"));
        Assert.False(reader.Fill());
        Assert.Null(reader.Rest());
        File.WriteAllText(_temp.File("later"), "now\n");
        Assert.Equal(["now"], Drain(reader));
    }

    [Fact]
    public void A_line_of_many_megabytes_is_given_whole()
    {
        var longLine = new string('x', 20_000_000) + "é";
        File.WriteAllText(_temp.File("file"), $"before\n{longLine}\nafter\n");
        using var reader = new LineReader(_temp.File("file"));
        Assert.Equal(["before", longLine, "after"], Drain(reader));
    }

    [Fact]
    public void A_line_that_no_agent_writes_is_given_in_parts_and_nothing_is_lost()
    {
        const long size = 150_000_000;
        using (var stream = File.Create(_temp.File("file")))
        {
            var block = Enumerable.Repeat((byte)'x', 1_000_000).ToArray();
            for (var written = 0; written < size; written += block.Length)
                stream.Write(block);
        }
        using var reader = new LineReader(_temp.File("file"));
        var parts = Drain(reader).Select(part => (long)part.Length).ToList();
        parts.Add(reader.Rest()?.Length ?? 0);

        Assert.Equal(size, parts.Sum());
        Assert.All(parts, part => Assert.InRange(part, 0, 80_000_000));
    }

    [Fact]
    public void A_file_of_fifty_megabytes_is_read_in_small_parts()
    {
        var line = new string('y', 999);
        using (var writer = new StreamWriter(_temp.File("file")))
            for (var i = 0; i < 50_000; i++)
                writer.Write($"{line}\n");
        using var reader = new LineReader(_temp.File("file"));
        var (fills, lines) = (0, 0);
        for (; reader.Fill(); fills++)
            for (; reader.Next() is not null; lines++)
            {
            }
        Assert.Equal(50_000, lines);
        Assert.True(fills >= 50_000_000 / (256 * 1024), $"{fills} reads: more was held at once than one part");
    }

    private static List<string> Drain(LineReader reader)
    {
        var lines = new List<string>();
        while (reader.Fill())
            while (reader.Next() is { } line)
                lines.Add(line);
        return lines;
    }

    /// <summary>The whole text at once: what a line is, said another way. A carriage return belongs to the line end that follows it.</summary>
    private static List<string> NaiveLines(string text)
    {
        var parts = text.Split('\n');
        var lines = parts[..^1].Select(line => line.EndsWith('\r') ? line[..^1] : line).ToList();
        if (parts[^1] != "")
            lines.Add(parts[^1]);
        return lines;
    }
}
