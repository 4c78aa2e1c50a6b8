using System.Globalization;

namespace Delegate.Host.Lifecycle;

/// <summary>
/// The machine's clock, put forward or back by as many milliseconds as a file says: how the fault lab lets the clock jump
/// under a running host. Only with <c>DELEGATE_FAULT_CLOCK=FILE</c> in its environment; what counts elapsed time does not jump.
/// </summary>
internal sealed class LabClock(string file) : TimeProvider
{
    public static TimeProvider Choose() =>
        Environment.GetEnvironmentVariable("DELEGATE_FAULT_CLOCK") is { Length: > 0 } file ? new LabClock(file) : System;

    public override DateTimeOffset GetUtcNow() =>
        System.GetUtcNow() + (File.Exists(file) && long.TryParse(File.ReadAllText(file), CultureInfo.InvariantCulture, out var ms) ? TimeSpan.FromMilliseconds(ms) : TimeSpan.Zero);
}
