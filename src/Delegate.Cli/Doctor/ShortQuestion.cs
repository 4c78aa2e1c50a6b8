using System.ComponentModel;
using System.Diagnostics;

namespace Delegate.Cli.Doctor;

/// <summary>Asks a program something short.</summary>
internal static class ShortQuestion
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static async Task<(int Code, string Words)> AskAsync(string path, string argument, CancellationToken cancel)
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
}
