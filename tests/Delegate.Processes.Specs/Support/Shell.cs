using System.Diagnostics;

namespace Delegate.Processes.Specs.Support;

/// <summary>A helper process of a spec itself, waited for.</summary>
internal static class Shell
{
    public static async Task<string> RunAsync(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command]) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync().InTime();
        Assert.True(process.ExitCode == 0, $"{command} exited with {process.ExitCode}");
        return output.TrimEnd('\n');
    }
}
