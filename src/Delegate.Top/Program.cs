using Delegate.Cli;
using Delegate.Cli.Hosting;
using Delegate.Cli.Terminal;
using Delegate.Contracts;
using Delegate.Top;
using Terminal.Gui.App;

// What `delegate top` becomes (ADR 0064). A terminal and a host are there: it has looked.
using var hosts = new LocalHosts(DelegateHome.FromEnvironment(), Environment.GetEnvironmentVariable, Environment.CurrentDirectory, TimeProvider.System);
using var stop = new CancellationTokenSource();
Task behind;
using (var app = Application.Create().Init())
{
    using var window = new TopWindow(app, hosts, colours: string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));
    behind = Task.Run(() => window.RunAsync(stop.Token), CancellationToken.None);
    // What ends behind the screen ends the screen as well, and is explained when it is gone.
    _ = behind.ContinueWith(ended => app.Invoke(() => app.RequestStop(window)), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    app.Run(window);
}
await stop.CancelAsync();
try
{
    await behind;
}
catch (OperationCanceledException)
{
    // quit by key
}
catch (DelegateException failure)
{
    return App.Explain(new SystemTerminal(Environment.GetEnvironmentVariable), failure.Error);
}
return ExitCodes.Ok;
