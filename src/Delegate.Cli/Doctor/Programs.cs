using System.ComponentModel;
using System.Diagnostics;

namespace Delegate.Cli.Doctor;

/// <summary>Finds programs as a shell does, and asks them something short.</summary>
internal static class Programs
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static string? Find(string name, Func<string, string?> environment) => name.Contains('/')
        ? File.Exists(name) ? name : null
        : (environment("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(IsExecutable);

    public static async Task<(int Code, string Words)> RunAsync(string path, string argument, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(path, argument)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            process.StandardInput.Close();
            try
            {
                var errors = process.StandardError.ReadToEndAsync(limit.Token);
                var words = (await process.StandardOutput.ReadToEndAsync(limit.Token)).Trim();
                await process.WaitForExitAsync(limit.Token);
                return (process.ExitCode, words.Length > 0 ? words : (await errors).Trim());
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                process.Kill(entireProcessTree: true);
                return (-1, $"no answer within {Patience.TotalSeconds} seconds");
            }
        }
        catch (Win32Exception failure)
        {
            return (-1, failure.Message);
        }
    }

    private static bool IsExecutable(string path) =>
        File.Exists(path) && !OperatingSystem.IsWindows()
        && (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
}
