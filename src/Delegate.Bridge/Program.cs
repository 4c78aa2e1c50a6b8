using Delegate.Bridge;
using Delegate.Bridge.Hosting;
using Delegate.Contracts;

if (CurrentFolder.Find() is not { } folder)
    return ExitCodes.Failure;
var host = new McpHost(DelegateHome.FromEnvironment(), Environment.GetEnvironmentVariable, folder, TimeProvider.System);
return await McpProgram.RunAsync(host.OpenAsync, TimeProvider.System);
