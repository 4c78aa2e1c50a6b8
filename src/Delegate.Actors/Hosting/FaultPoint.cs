using System.Globalization;
using LinqToDB;
using LinqToDB.Interceptors;

namespace Delegate.Actors.Hosting;

/// <summary>
/// The seam of the fault lab (<c>tests/Delegate.FaultLab</c>): with <c>DELEGATE_FAULT=POINT:N</c> in its environment the
/// host kills itself (SIGKILL) when it comes to that place for the n-th time; with <c>POINT:N:fail</c> what it does there
/// fails once. Without the variable, as always elsewhere, it is a comparison with null.
/// </summary>
public static class FaultPoint
{
    private static readonly Plan? Planned = Plan.Parse(Environment.GetEnvironmentVariable("DELEGATE_FAULT"));
    private static int _crossed;

    /// <summary>A place: every write of the journal and of the query tables, every operation on the files and processes of an attempt.</summary>
    public static void Cross(string point)
    {
        if (Planned is null || Planned.Point != point || Interlocked.Increment(ref _crossed) != Planned.Count)
            return;
        if (Planned.Fail)
            throw new IOException($"The fault lab let {point} fail.");
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        self.Kill();
    }

    /// <summary>The journal's connections, with the lab's ears on them if there is a lab.</summary>
    internal static DataOptions WithFaults(this DataOptions options) =>
        Planned is null ? options : options.UseInterceptor(new AfterAll());

    private sealed record Plan(string Point, int Count, bool Fail)
    {
        public static Plan? Parse(string? text) => text?.Split(':') is [var point, var count, .. var rest]
            ? new(point, int.Parse(count, CultureInfo.InvariantCulture), rest is ["fail"])
            : null;
    }

    private sealed class AfterAll : DataContextInterceptor
    {
        public override void OnClosed(DataContextEventData eventData) => Cross("journal.closed");

        public override Task OnClosedAsync(DataContextEventData eventData)
        {
            Cross("journal.closed");
            return Task.CompletedTask;
        }
    }
}
