using Delegate.Bridge;
using Delegate.Bridge.Hosting;
using Delegate.Contracts;

var host = new McpHost(DelegateHome.FromEnvironment(), Environment.GetEnvironmentVariable, Environment.CurrentDirectory, TimeProvider.System);
return await McpProgram.RunAsync(host.OpenAsync, TimeProvider.System);
