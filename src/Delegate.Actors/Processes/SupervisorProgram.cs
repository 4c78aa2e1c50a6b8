using System.ComponentModel;
using System.Reflection;
using System.Runtime.InteropServices;
using Delegate.Actors.Processes.Linux;

namespace Delegate.Actors.Processes;

/// <summary>
/// What runs beside each agent: a program of a few kilobytes, or, where that cannot run, a shell script that keeps the
/// same records. Both travel in this assembly and are handed over from memory, so an update on disk changes nothing under
/// a running attempt. Why: ADR 0020.
/// </summary>
/// <param name="Path">What is executed.</param>
/// <param name="Arguments">What stands before the arguments that both take.</param>
internal sealed record SupervisorProgram(string Path, IReadOnlyList<string> Arguments)
{
    /// <summary>Found in the process table by people, and by specs.</summary>
    private const string Name = "delegate-supervisor";

    // How it answers when it is asked nothing: the machine can run it.
    private const int UsageStatus = 64;

    private static readonly Lazy<SupervisorProgram> Chosen = new(() => InMemory() ?? Script("/bin/sh"));

    public static SupervisorProgram OfThisMachine => Chosen.Value;

    /// <summary>The program; null where there is none for the processor, or the kernel refuses to run it from memory.</summary>
    public static SupervisorProgram? InMemory()
    {
        var name = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => "supervisor-x64",
            Architecture.Arm64 => "supervisor-arm64",
            _ => null,
        };
        if (name is null || Native.ProgramInMemory(Name, Resource(name)) is not { } path)
            return null;
        try
        {
            return Native.WaitFor(Native.SpawnInNewSession(path, [Name], [], "/dev/null")) == UsageStatus ? new(path, [Name]) : null;
        }
        catch (Win32Exception)
        {
            return null; // no program is run from memory here (vm.memfd_noexec, a security module)
        }
    }

    /// <summary>The script, for any POSIX shell.</summary>
    public static SupervisorProgram Script(string shell) => new(shell, ["sh", "-c", System.Text.Encoding.UTF8.GetString(Resource("supervisor.sh")), Name]);

    private static byte[] Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"processes/{name}")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
