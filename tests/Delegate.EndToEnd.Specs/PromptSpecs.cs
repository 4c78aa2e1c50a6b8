using Delegate.Contracts;
using Delegate.EndToEnd.Specs.Harness;

namespace Delegate.EndToEnd.Specs;

/// <summary>Prompts as people, and accidents, write them: what is accepted arrives unchanged, what is not is refused with a reason.</summary>
public sealed class PromptSpecs
{
    [Theory]
    [InlineData("-rf is not an option")]
    [InlineData("--version")]
    [InlineData("Grüße, 世界! 👩‍👩‍👧 ✓ \u202Eright to left")]
    [InlineData("  two lines,\n\tthe second with a tab; 'quotes' \"both\" $HOME `id` \\n %s  ")]
    public async Task It_reaches_the_agent_exactly_as_written(string prompt)
    {
        await using var bench = new Bench();

        var task = await bench.Succeeds(await bench.Claude(prompt));

        Assert.Equal(prompt, await File.ReadAllTextAsync(PromptFile(bench, task)));
        Assert.Contains(prompt.Trim(), task.Result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_prompt_of_a_megabyte_reaches_the_agent_whole_by_file_and_by_stdin()
    {
        await using var bench = new Bench();
        var prompt = string.Concat(Enumerable.Range(0, 100_000).Select(number => $"{number:D6} äö\n")); // 11 bytes each
        await File.WriteAllTextAsync(bench.PathOf("prompt"), prompt);
        await File.WriteAllTextAsync(bench.PathOf("script"), $"wc -c << 'END'\n{prompt}END\n");

        var byFile = TaskId.Parse((string)(await bench.DoJson("run", "--prompt-file", "prompt"))["id"]!);
        var byStdin = await bench.TryWithInput(prompt, "run", "-", "--json", "--follow");
        var script = TaskId.Parse((string)(await bench.DoJson("run", "--agent", "shell", "--prompt-file", "script"))["id"]!);

        Assert.True(byStdin.ExitCode == 0, byStdin.Err);
        Assert.Equal(prompt, await File.ReadAllTextAsync(PromptFile(bench, await bench.Succeeds(byFile))));
        await bench.Succeeds(script);
        Assert.Equal(["1200000"], await bench.Logs(script));
        Assert.All(await bench.List(), task => Assert.True(task.Summary.Length <= 120));
    }

    [Fact]
    public async Task An_empty_one_is_refused()
    {
        await using var bench = new Bench();

        foreach (var refused in new[] { await bench.Try("run", ""), await bench.Try("run", " \n\t"), await bench.Try("run"), await bench.TryWithInput("", "run", "-") })
        {
            Assert.True(refused.ExitCode == 2, refused.ToString());
            Assert.Contains("hint:", refused.Err, StringComparison.Ordinal);
        }
        Assert.Empty(await bench.List());
    }

    [Fact]
    public async Task One_with_a_NUL_is_refused_and_one_that_is_no_text_too()
    {
        await using var bench = new Bench();
        await File.WriteAllBytesAsync(bench.PathOf("nul"), "before\0after"u8.ToArray());
        await File.WriteAllBytesAsync(bench.PathOf("binary"), [0x80, 0x81, 0xff]);

        var nul = await bench.Try("run", "--prompt-file", "nul");
        var binary = await bench.Try("run", "--prompt-file", "binary");

        Assert.Equal((2, 2), (nul.ExitCode, binary.ExitCode));
        Assert.Contains("NUL", nul.Err, StringComparison.Ordinal);
        Assert.Contains("UTF-8", binary.Err, StringComparison.Ordinal);
        Assert.Empty(await bench.List());
    }

    [Fact]
    public async Task Prompts_are_on_no_command_line_and_in_no_log()
    {
        await using var bench = new Bench();
        var gate = bench.NewGate("gate");
        const string secret = "a-secret-that-nobody-else-may-read";
        var id = await bench.Shell($"# {secret}\nread go < {gate.Path}");
        using var guest = await gate.ArrivalAsync();

        var visible = Leftovers.Of(bench).Select(process => File.ReadAllText($"/proc/{process.Pid}/cmdline"));

        Assert.DoesNotContain(visible, line => line.Contains(secret, StringComparison.Ordinal));
        guest.LetGo();
        await bench.Succeeds(id);
        Assert.DoesNotContain(secret, (await bench.Do("host", "logs", "--tail", "10000")).Out, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(PromptFile(bench, await bench.Status(id))));
    }

    private static string PromptFile(Bench bench, TaskView task) => Path.Combine(bench.Home.TasksFolder, task.Id.Value, "1", "prompt");
}
