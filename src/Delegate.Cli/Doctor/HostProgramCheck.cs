using Delegate.Bridge.Hosting;
using Delegate.Contracts;

namespace Delegate.Cli.Doctor;

/// <summary>The host's program can be found.</summary>
internal sealed class HostProgramCheck(Func<string, string?> environment) : IDoctorCheck
{
    public string Name => "host program";

    public Task<Finding> RunAsync(CancellationToken cancel)
    {
        try
        {
            return Task.FromResult(Finding.Good(HostLocator.Find(environment, AppContext.BaseDirectory)));
        }
        catch (DelegateException missing)
        {
            return Task.FromResult(Finding.Bad(missing.Error.Message, missing.Error.Hint!));
        }
    }
}
