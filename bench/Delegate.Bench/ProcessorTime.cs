using System.Runtime.InteropServices;

namespace Delegate.Bench;

/// <summary>What another process has used of the processors, all its threads, to the nanosecond: <c>/proc</c> counts in steps of ten milliseconds.</summary>
internal static partial class ProcessorTime
{
    private const int Scheduled = 2; // CPUCLOCK_SCHED

    public static TimeSpan Of(int pid)
    {
        var clock = (~pid << 3) | Scheduled;
        return clock_gettime(clock, out var time) == 0
            ? TimeSpan.FromTicks((time.Seconds * TimeSpan.TicksPerSecond) + (time.Nanoseconds / 100))
            : throw new BenchException($"The clock of process {pid} cannot be read: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int clock_gettime(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
