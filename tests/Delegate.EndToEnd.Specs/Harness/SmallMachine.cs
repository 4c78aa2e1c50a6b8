using System.Globalization;

namespace Delegate.EndToEnd.Specs.Harness;

/// <summary>
/// A machine that is smaller than the one we are on: control groups (version 1) with a limit on memory and on processor
/// time. What is burnt in it is felt by the host in it, and by nobody else.
/// </summary>
public sealed class SmallMachine : IDisposable
{
    private static readonly string[] Controllers = ["cpu", "cpuacct", "memory"];
    private readonly string _name = $"dlg-spec-{Guid.NewGuid():N}"[..20];

    public SmallMachine(long memoryBytes, double cores)
    {
        Skip.IfNot(Controllers.All(controller => Directory.Exists(Parent(controller))), "control groups of version 1 are needed to make a machine smaller");
        try
        {
            foreach (var controller in Controllers)
                Directory.CreateDirectory(Folder(controller));
            Write("memory", "memory.limit_in_bytes", memoryBytes);
            Write("cpu", "cpu.cfs_period_us", 100_000);
            Write("cpu", "cpu.cfs_quota_us", (long)(cores * 100_000));
            Write("cpu", "cpu.shares", 262_144); // it gets what it is allowed, however busy the real machine is
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            Skip.If(true, $"control groups may not be made here: {refused.Message}");
        }
    }

    /// <summary>A line of shell that takes the shell, and all that it starts, into the machine.</summary>
    public string Enter => string.Join("; ", Controllers.Select(controller => $"echo $$ > {Folder(controller)}/cgroup.procs"));

    public void Dispose()
    {
        foreach (var controller in Controllers)
        {
            try
            {
                // Whoever is left in it moves up, and with nobody in it it can go.
                foreach (var pid in File.ReadAllLines(Path.Combine(Folder(controller), "cgroup.procs")))
                    File.WriteAllText(Path.Combine(Parent(controller), "cgroup.procs"), pid);
                Directory.Delete(Folder(controller));
            }
            catch (IOException)
            {
                // an ended process that is not reaped yet; the folder is empty and harms nobody
            }
        }
    }

    private string Folder(string controller) => Path.Combine(Parent(controller), _name);

    private static string Parent(string controller)
    {
        var own = File.ReadAllLines("/proc/self/cgroup").Select(line => line.Split(':', 3)).FirstOrDefault(parts => parts[1].Split(',').Contains(controller));
        return $"/sys/fs/cgroup/{controller}{own?[2].TrimEnd('/')}";
    }

    private void Write(string controller, string file, long number) =>
        File.WriteAllText(Path.Combine(Folder(controller), file), number.ToString(CultureInfo.InvariantCulture));
}
