using System.Globalization;
using System.Text;
using Delegate.Actors.Agents;
using Delegate.Actors.Processes;
using Delegate.Actors.Processes.Linux;
using Delegate.Contracts;
using Delegate.Processes.Specs.Support;

namespace Delegate.Processes.Specs.Processes;

/// <summary>N15 and its kin: an output without measure takes a bounded part of the disk and of the host's memory, and its end is exact.</summary>
public sealed class OutputBoundSpecs : IDisposable
{
    private const long MiB = 1 << 20;

    private readonly KernelEvents _kernel = new();
    private readonly TempFolder _temp = new();

    public void Dispose()
    {
        _kernel.Dispose();
        _temp.Dispose();
    }

    [Fact]
    public async Task N15_Of_200_MB_the_head_and_an_exact_tail_are_kept_and_memory_stays_flat()
    {
        // 21 bytes of UTF-8 in a line of no even length: characters lie on every border.
        using var run = new Supervised(_kernel, Supervised.Program,
            "seq -f 'line %.0f äöü€😀 of a very long output that nobody will ever read as a whole' 1 2600000; echo '{\"result\":\"ü\"}'", maxOutput: 4 * MiB);
        await run.EndAsync();
        var file = run.Folder.Stdout;
        Assert.InRange(new FileInfo(file).Length, 200_000_000, 250_000_000);
        Assert.InRange(await AllocatedAsync(file), 2 * MiB, 4 * MiB + 64 * 1024);

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (lines, largest) = (new List<string>(), 0L);
        using (var reader = new LineReader(file))
        {
            while (reader.Fill())
            {
                while (reader.Next() is { } line)
                    lines.Add(line);
                largest = Math.Max(largest, GC.GetTotalMemory(false) - before - lines.Sum(line => 2L * line.Length + 40));
            }
            Assert.Null(reader.Rest());
        }
        var marker = Assert.Single(lines, line => line.StartsWith('['));
        var at = lines.IndexOf(marker);
        Assert.All(lines.Take(at).Index(), line => Assert.Equal(Line(line.Index + 1), line.Item)); // from the first line on
        Assert.All(lines.Skip(at + 1).SkipLast(1).Index(), line => Assert.Equal(Line(2_600_000 - (lines.Count - at - 3) + line.Index), line.Item)); // to the last
        Assert.Equal("{\"result\":\"ü\"}", lines[^1]); // which is the result
        Assert.InRange(largest, 0, 32 * MiB);

        var (tail, _) = ReadTail(file, 1000);
        Assert.Equal(lines.TakeLast(1000), tail);
    }

    [Fact]
    public async Task The_limit_is_held_while_it_runs_and_nobody_looks()
    {
        using var run = new Supervised(_kernel, Supervised.Program,
            "seq -f 'line %.0f ------------------------------' 1 400000; mkfifo gate; echo > ready; read go < gate; echo last", maxOutput: MiB);
        await run.LinesAsync("ready");

        // No host is there. The supervisor says what it cuts before it does.
        await TempFolder.LinesAsync(_kernel, OutputCut.FileOf(run.Folder.Stdout), 3);
        while (await AllocatedAsync(run.Folder.Stdout) > MiB + 64 * 1024)
            await Task.Yield();
        await Shell.RunAsync($"echo go > '{run.Work}/gate'");
        await run.EndAsync();
        Assert.Equal(["last"], ReadTail(run.Folder.Stdout, 1).Lines);
    }

    [Fact]
    public async Task Stderr_has_the_same_limit_and_an_output_within_it_is_left_alone()
    {
        using var run = new Supervised(_kernel, Supervised.Program, "seq 1 100000; seq 1 400000 >&2", maxOutput: MiB);
        await run.EndAsync();

        Assert.Null(OutputCut.Of(run.Folder.Stdout));
        Assert.NotNull(OutputCut.Of(run.Folder.Stderr));
        Assert.Equal(100_000, File.ReadLines(run.Folder.Stdout).Count());
    }

    [Theory, InlineData(1), InlineData(7), InlineData(5000), InlineData(10_000), InlineData(12_000), InlineData(1_000_000)]
    public void A_tail_is_exact_on_either_side_of_what_is_missing(int lines)
    {
        var file = WithHole(out var all, out var cut);
        var (from, to) = (cut.From, cut.To);
        var whole = all.Where(line => line.End <= from).Select(line => line.Text)
            .Append(cut.Words(cut.From)).Concat(all.Where(line => line.Begin > to).Select(line => line.Text)).ToList();

        var (tail, complete) = ReadTail(file, lines);

        Assert.Equal(whole.TakeLast(lines), tail);
        Assert.Equal(lines >= whole.Count, complete);
    }

    [Fact]
    public void A_reader_who_is_overtaken_by_the_cut_goes_on_behind_it()
    {
        var file = WithHole(out var all, out var cut, punch: false);
        using var reader = new LineReader(file);
        reader.Fill();
        var first = reader.Next();
        OutputCut.Save(file, cut); // while it holds a part of what is no longer there
        var rest = new List<string>();
        do
            while (reader.Next() is { } line)
                rest.Add(line);
        while (reader.Fill());

        Assert.Equal(all[0].Text, first);
        Assert.Equal(all[^1].Text, rest[^1]);
        Assert.DoesNotContain(rest, line => line.Contains('\0'));
        Assert.Single(rest, line => line.StartsWith('['));
    }

    [Fact]
    public async Task The_budget_of_all_shortens_the_oldest_of_those_that_have_ended()
    {
        var home = new DelegateHome(_temp.Folder("home"));
        var folders = new List<AttemptFolder>();
        foreach (var age in new[] { 3, 2, 1 })
        {
            var folder = AttemptFolder.Of(home, new(TaskId.New(), 1));
            folder.Create("");
            await File.WriteAllTextAsync(folder.Identity, "delegate-identity v1\nboot gone\nsupervisor 1 1\nagent 2 1\nend\n");
            await File.WriteAllTextAsync(folder.Stdout, string.Concat(Enumerable.Range(1, 40_000).Select(n => $"line {n} ...................\n")));
            File.SetLastWriteTimeUtc(folder.Stdout, DateTime.UnixEpoch.AddDays(20_000 - age));
            folders.Add(folder);
        }
        var each = new FileInfo(folders[0].Stdout).Length;
        var budget = new OutputBudget(home, (2 * each) + (200 * 1024));
        Assert.Equal(3 * each, budget.Used());

        Assert.InRange(budget.Enforce(), each - 3 * 64 * 1024, each);
        Assert.InRange(budget.Used(), 0, (2 * each) + (200 * 1024));
        Assert.NotNull(OutputCut.Of(folders[0].Stdout));
        Assert.All(folders.Skip(1), folder => Assert.Null(OutputCut.Of(folder.Stdout)));
        Assert.Equal(["line 40000 ..................."], ReadTail(folders[0].Stdout, 1).Lines);
        Assert.InRange(await AllocatedAsync(folders[0].Stdout), 1, 160 * 1024);
    }

    private static string Line(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"line {number} äöü€😀 of a very long output that nobody will ever read as a whole");

    private string WithHole(out List<(long Begin, long End, string Text)> lines, out OutputCut cut, bool punch = true)
    {
        var (file, text, at) = (_temp.File("output"), new StringBuilder(), 0L);
        lines = [];
        for (var i = 0; i < 30_000; i++)
        {
            var line = $"{i} äöü€😀";
            lines.Add((at, at += Encoding.UTF8.GetByteCount(line) + 1, line));
            text.Append(line).Append('\n');
        }
        File.WriteAllText(file, text.ToString());
        cut = new(40_960, 409_600);
        if (!punch)
            return file;
        OutputCut.Save(file, cut);
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        Assert.True(Native.PunchHole(stream.SafeFileHandle, cut.From, cut.To - cut.From));
        return file;
    }

    private static (List<string> Lines, bool IsAll) ReadTail(string file, int count)
    {
        var offset = LastLines.Offset(file, count);
        using var reader = new LineReader(file, offset);
        var lines = new List<string>();
        while (reader.Fill())
            while (reader.Next() is { } line)
                lines.Add(line);
        return (lines, offset == 0);
    }

    private static async Task<long> AllocatedAsync(string file) =>
        512 * long.Parse((await Shell.RunAsync($"stat -c %b '{file}'")).Trim(), CultureInfo.InvariantCulture);
}
