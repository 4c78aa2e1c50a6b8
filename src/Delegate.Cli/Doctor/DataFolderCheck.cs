using Delegate.Contracts;

namespace Delegate.Cli.Doctor;

/// <summary>The data folder can be made and written.</summary>
internal sealed class DataFolderCheck(DelegateHome home) : IDoctorCheck
{
    public string Name => "data folder";

    public Task<Finding> RunAsync(CancellationToken cancel)
    {
        var probe = Path.Combine(home.Path, $"doctor-{Environment.ProcessId}");
        try
        {
            home.Create();
            File.WriteAllBytes(probe, [1]);
            File.Delete(probe);
            return Task.FromResult(Finding.Good(home.Path));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Task.FromResult(Finding.Bad($"{home.Path} cannot be written: {failure.Message}",
                $"make it yours, or name another folder in {DelegateHome.Variable}"));
        }
    }
}
