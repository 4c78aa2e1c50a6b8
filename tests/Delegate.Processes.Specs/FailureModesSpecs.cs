using System.Text.RegularExpressions;

namespace Delegate.Processes.Specs;

/// <summary>docs/failure-modes.md and the README promise nothing that no spec holds: each spec that they name is there.</summary>
public sealed partial class FailureModesSpecs
{
    /// <summary>The folder of the sources.</summary>
    public static readonly string Root = FindRoot();

    private static readonly Dictionary<string, string> Classes = Directory.EnumerateFiles(Path.Combine(Root, "tests"), "*Specs.cs", SearchOption.AllDirectories)
        .GroupBy(file => Path.GetFileNameWithoutExtension(file)).ToDictionary(files => files.Key, files => string.Concat(files.Select(File.ReadAllText)));

    [Theory, InlineData("docs/failure-modes.md"), InlineData("README.md"), InlineData("docs/attempt-folder.md")]
    public void Every_spec_that_is_named_exists(string document)
    {
        var (missing, named, last) = (new List<string>(), 0, "");
        foreach (var line in File.ReadLines(Path.Combine(Root, document)))
            foreach (Match match in Names().Matches(line))
            {
                // `…_not_executable` and `A_signal…` go on with the class that was named before them.
                last = match.Groups["class"] is { Success: true } own ? own.Value : last;
                named++;
                var part = match.Groups["method"].Value.Trim('…');
                if (!Classes.TryGetValue(last, out var text) || !Regex.IsMatch(text, $@"public .*(void|Task) \w*{Regex.Escape(part)}\w*\(") || !text.Contains($"class {last}", StringComparison.Ordinal))
                    missing.Add(match.Value);
            }

        Assert.Empty(missing);
        Assert.True(document != "docs/failure-modes.md" || named > 50);
    }

    [Fact]
    public void Every_row_names_a_spec()
    {
        var rows = File.ReadLines(Path.Combine(Root, "docs/failure-modes.md")).SkipWhile(line => !line.StartsWith("## Agents", StringComparison.Ordinal))
            .TakeWhile(line => !line.StartsWith("## Who finds", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| What fails", StringComparison.Ordinal)).ToList();

        Assert.True(rows.Count > 20);
        Assert.All(rows, row => Assert.Matches("`[A-Za-z]+Specs", row));
    }

    [GeneratedRegex(@"`(?:(?<class>[A-Za-z0-9]+Specs)(?:\.(?<method>[A-Za-z0-9_]+…?))?|(?<method>…[A-Za-z0-9_]+|[A-Z][A-Za-z0-9]*_[A-Za-z0-9_]*…))`")]
    private static partial Regex Names();

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Delegate.sln")))
                return folder.FullName;
        throw new FileNotFoundException("Delegate.sln is in no folder above.");
    }
}
