using System.Globalization;
using Delegate.Actors.Processes.Linux;

namespace Delegate.Actors.Processes;

/// <summary>
/// The part of an output file that was given back to the disk because the output was longer than its limit. The file
/// keeps its length, so what a byte's place was stays its place: <c>docs/attempt-folder.md</c>.
/// </summary>
/// <param name="From">The first byte that is not there.</param>
/// <param name="To">The first byte that is there again.</param>
internal readonly record struct OutputCut(long From, long To)
{
    /// <summary>The record that lies beside the file and is always written before the cut is made; null when nothing is cut.</summary>
    public static OutputCut? Of(string output) =>
        SmallFile.ReadLines(FileOf(output)) is ["delegate-cut v1", var line, "end"] && line.Split(' ') is ["cut", var from, var to]
        && long.TryParse(from, CultureInfo.InvariantCulture, out var first) && long.TryParse(to, CultureInfo.InvariantCulture, out var last)
            ? new(first, last)
            : null;

    /// <summary>Whole, or not at all.</summary>
    public static void Save(string output, OutputCut cut)
    {
        var fresh = FileOf(output) + ".new";
        File.WriteAllText(fresh, string.Create(CultureInfo.InvariantCulture, $"delegate-cut v1\ncut {cut.From} {cut.To}\nend\n"));
        File.Move(fresh, FileOf(output), overwrite: true);
    }

    public static string FileOf(string output) => output + ".cut";

    /// <summary>The line that stands for what is not there.</summary>
    public string Words(long begin) => string.Create(CultureInfo.InvariantCulture, $"[{To - begin} bytes are left out here: the output was longer than its limit]");
}
