using Delegate.Contracts;
using Delegate.Host.Lifecycle;

return await HostProgram.RunAsync(DelegateHome.FromEnvironment(), LabClock.Choose());
