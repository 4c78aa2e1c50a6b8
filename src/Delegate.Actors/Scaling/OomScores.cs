using System.Globalization;

namespace Delegate.Actors.Scaling;

/// <summary>
/// Tells the kernel whom to end first when memory runs out: an agent, never the host that has to tell of it. What the
/// kernel refuses is left as it is; nothing depends on it.
/// </summary>
public static class OomScores
{
    private const int OfAgents = 500;
    private const int OfTheHost = -500;

    // The kernel slows an agent down here, and ends it at the ceiling.
    private const double HighPart = 0.9;

    /// <summary>Lowers our own score; only who may (root, usually) can.</summary>
    public static void ProtectHost() => Write("/proc/self/oom_score_adj", OfTheHost);

    /// <returns>True: there is nothing more to do for it.</returns>
    internal static bool Raise(int pid)
    {
        // An agent may have put itself even further in front; it is not put back.
        if (new SystemFiles("/").Number($"proc/{pid}/oom_score_adj") is < OfAgents)
            Write($"/proc/{pid}/oom_score_adj", OfAgents);
        return true;
    }

    /// <summary>Sets the ceiling of a control group (version 2) that counts memory.</summary>
    internal static void Limit(string group, long bytes)
    {
        Write(Path.Combine(group, "memory.high"), (long)(bytes * HighPart));
        Write(Path.Combine(group, "memory.max"), bytes);
        Write(Path.Combine(group, "memory.oom.group"), 1); // half of an agent is no agent
    }

    private static void Write(string file, long number)
    {
        try
        {
            using var stream = File.Open(file, FileMode.Open, FileAccess.Write);
            stream.Write(System.Text.Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture)));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // not allowed, not there, or gone
        }
    }
}
