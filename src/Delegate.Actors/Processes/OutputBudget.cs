using Delegate.Actors.Processes.Linux;
using Delegate.Contracts;

namespace Delegate.Actors.Processes;

/// <summary>
/// What all attempts together may take of the disk with their output. Beyond that, ended attempts keep only the
/// beginning and the end of theirs, the oldest first. What runs is bounded by its own limit; the results of all tasks are
/// in the journal and lose nothing.
/// </summary>
public sealed class OutputBudget(DelegateHome home, long bytes)
{
    /// <summary>What an ended attempt keeps of the beginning of a file, and of its end.</summary>
    private const long Kept = 64 * 1024;
    private const long Page = 4096;

    /// <summary>What their output takes now.</summary>
    public long Used() => Attempts().Sum(Used);

    /// <summary>Shortens until it fits, or nothing is left to be shortened. What it gave back.</summary>
    public long Enforce()
    {
        if (bytes <= 0)
            return 0;
        var (over, given) = (Used() - bytes, 0L);
        if (over <= 0)
            return 0;
        foreach (var attempt in Attempts().Where(HasEnded).OrderBy(attempt => File.GetLastWriteTimeUtc(attempt.Stdout)))
        {
            if (given >= over)
                break;
            given += Outputs(attempt).Sum(Shorten);
        }
        return given;
    }

    private IEnumerable<AttemptFolder> Attempts() => !Directory.Exists(home.TasksFolder) ? [] : Directory.EnumerateDirectories(home.TasksFolder)
        .SelectMany(Directory.EnumerateDirectories).Select(path => new AttemptFolder(path));

    private static string[] Outputs(AttemptFolder attempt) => [attempt.Stdout, attempt.Stderr];

    private static long Used(AttemptFolder attempt) => Outputs(attempt).Where(File.Exists)
        .Sum(file => new FileInfo(file).Length - (OutputCut.Of(file) is { } cut ? cut.To - cut.From : 0));

    /// <summary>Nobody writes any more: it has a record of its end, or those who could write one are gone.</summary>
    private static bool HasEnded(AttemptFolder attempt) =>
        attempt.ReadIdentity() is { } identity && !ProcessTable.IsAlive(identity.Supervisor) && !ProcessTable.IsAlive(identity.Agent);

    private static long Shorten(string file)
    {
        if (!File.Exists(file))
            return 0;
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var before = OutputCut.Of(file) ?? new(stream.Length, stream.Length);
        var cut = new OutputCut(Math.Min(before.From, Kept), Math.Max(before.To == before.From ? 0 : before.To, (stream.Length - Kept) / Page * Page));
        if (cut.To <= cut.From || cut == before)
            return 0;
        OutputCut.Save(file, cut); // said before it is done
        if (Native.PunchHole(stream.SafeFileHandle, cut.From, cut.To - cut.From))
            return (cut.To - cut.From) - (before.To - before.From);
        if (before.From == before.To)
            File.Delete(OutputCut.FileOf(file)); // a file system that cannot: it stays whole
        else
            OutputCut.Save(file, before);
        return 0;
    }
}
