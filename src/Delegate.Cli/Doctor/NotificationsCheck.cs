using Delegate.Cli.Hosting;
using Delegate.Contracts;

namespace Delegate.Cli.Doctor;

/// <summary>Whoever is to be told can be told.</summary>
internal sealed class NotificationsCheck(IHosts hosts) : IDoctorCheck
{
    public string Name => "notifications";

    public async Task<Finding> RunAsync(CancellationToken cancel)
    {
        try
        {
            if (await hosts.FindAsync(cancel) is not { } client)
                return Finding.Good("not looked at: no host runs");
            var view = await client.GetNotificationsAsync(cancel);
            if (view.Problem is { } wrong)
                return Finding.Bad(wrong.Message, wrong.Hint ?? "delegate notify status");
            if (view.Channels.FirstOrDefault(channel => channel.Problem is not null) is { } channel)
                return Finding.Bad($"{channel.Name}: {channel.Problem}", "delegate notify check");
            return Finding.Good(view.Channels.Count == 0 ? "nobody is told anything" : string.Join(", ", view.Channels.Select(channel => channel.Name)));
        }
        catch (DelegateException failure)
        {
            return Finding.Bad(failure.Error.Message, "delegate host logs");
        }
    }
}
