using Delegate.Cli;
using Delegate.Cli.Hosting;
using Delegate.Cli.Terminal;
using Delegate.Contracts;

var home = DelegateHome.FromEnvironment();
if (args is ["mcp"])
    return await Bridging.RunAsync(home);

var terminal = new SystemTerminal(Environment.GetEnvironmentVariable);
using var hosts = new LocalHosts(home, Environment.GetEnvironmentVariable, Environment.CurrentDirectory, TimeProvider.System);
return await App.RunAsync(args, new CliContext
{
    Terminal = terminal,
    Home = home,
    Hosts = new PatientHosts(hosts, terminal),
    Environment = Environment.GetEnvironmentVariable,
    Folder = Environment.CurrentDirectory,
    Time = TimeProvider.System,
});
