using System.Diagnostics;
using System.Text;
using CsCheck;
using Delegate.Actors.Tasks;
using Delegate.Contracts;
using Delegate.Processes.Specs.Support;

namespace Delegate.Processes.Specs.Processes;

/// <summary>What a script is given of other tasks' results, read by real shells: it is text, whatever it looks like.</summary>
public sealed class ShellValueSpecs
{
    private static readonly string[] Scraps =
    [
        "'", "\"", "\\", "$", "`", "$(touch pwned)", "`touch pwned`", "${IFS}", "'; touch pwned; '", "'\\''", "\n", "\r\n", "\t", " ", "*", "~", "!", "#", ";", "&", "|", "<", ">",
        "\u0001", "\u0081", "\u0088", "é", "日本", "👩‍👩‍👧", "-n", "%s", "EOF", "a", "\u007f", "\uFEFF",
    ];

    public static TheoryData<string> Shells => [.. new[] { "/bin/sh", "/bin/bash", "/bin/dash" }.Where(File.Exists)];

    [Theory]
    [MemberData(nameof(Shells))]
    public void Any_string_survives_the_shell_unchanged(string shell)
    {
        using var folder = new TempFolder();
        var scrap = Gen.Int[0, Scraps.Length - 1].Select(index => Scraps[index]);
        var text = Gen.Frequency((2, scrap.Array[0, 30].Select(string.Concat)), (1, Gen.String));
        text.Array[1, 40].Sample(values =>
        {
            var read = Run(shell, folder, values, "printf '%s\\0' \"${{ tasks.ID.result }}\"\n");
            Assert.Equal(values.Select(AsText), read);
            Assert.False(File.Exists(folder.File("pwned")), "a value was run");
        }, iter: 60, threads: 1);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public void A_value_is_never_run_however_carelessly_it_is_written(string shell)
    {
        using var folder = new TempFolder();
        var values = Scraps.Select(scrap => $"{scrap}; touch pwned; $(touch pwned) `touch pwned`").ToArray();

        Run(shell, folder, values, "echo ${{ tasks.ID.result }} > /dev/null; x=${{ tasks.ID.result }}; case ${{ tasks.ID.result }} in *) ;; esac\ncat > /dev/null << END\n${{ tasks.ID.result }}\nEND\n");

        Assert.False(File.Exists(folder.File("pwned")), "a value was run");
    }

    [Fact]
    public void The_values_are_in_no_childs_environment()
    {
        using var folder = new TempFolder();
        Assert.Equal(["", ""], Run("/bin/sh", folder, ["a secret"], ": \"${{ tasks.ID.result }}\"; printf '\\0'; env | grep -a delegate_ ; printf '\\0'\n"));
    }

    /// <param name="line">Written once for each value.</param>
    /// <returns>What the script wrote, in its parts.</returns>
    private static string[] Run(string shell, TempFolder folder, string[] values, string line)
    {
        var sources = values.Select(value => new TaskProtocol.EndDescription(TaskId.New(), TaskPhase.Succeeded, new(OutcomeCodes.Succeeded, "Done.")) { Result = value }).ToList();
        var spec = new TaskSpec
        {
            Id = TaskId.New(), GraphId = "graph", Agent = AgentNames.Shell, Cwd = folder.Path, Expressions = true,
            Prompt = string.Concat(sources.Select(source => line.Replace("ID", source.TaskId.Value, StringComparison.Ordinal))),
        };
        var script = PromptComposer.Compose(spec, sources.ToDictionary(source => source.TaskId), 1024 * 1024).Prompt!;
        File.WriteAllText(folder.File("prompt"), script, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));

        using var process = Process.Start(new ProcessStartInfo(shell, [folder.File("prompt")]) { RedirectStandardOutput = true, WorkingDirectory = folder.Path })!;
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return Encoding.UTF8.GetString(output.ToArray()).Split('\0')[..^1];
    }

    /// <summary>No variable can hold a NUL, and no file half a character.</summary>
    private static string AsText(string value) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(value.Replace('\0', '\uFFFD')));
}
