using System.CommandLine;
using Delegate.Cli.Hosting;
using Delegate.Cli.Top;
using Terminal.Gui.App;

namespace Delegate.Cli.Commands;

/// <summary><c>delegate top</c>: everything at once, live, in the terminal.</summary>
internal static class TopCommand
{
    public static Command Create(CliContext context)
    {
        var verb = new Verb("top", "Watch everything live in the terminal, and act by keys: tasks, their graph, slots and readings, one task's output. ? shows the keys.",
            "delegate top",
            "ssh -t build-machine delegate top");
        verb.SetAction(async (ParseResult parsed, CancellationToken cancel) =>
        {
            if (!context.Terminal.IsLive || !context.Terminal.CanAsk)
                throw CommonOptions.Usage("delegate top needs a terminal.", "delegate status --watch");
            var hosts = context.Hosts is PatientHosts patient ? patient.Silent : context.Hosts;
            await context.Hosts.ConnectAsync(cancel); // what can go wrong is said before the screen is taken
            var colours = string.IsNullOrEmpty(context.Environment("NO_COLOR"));
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            using var app = Application.Create().Init();
            using var window = new TopWindow(app, hosts, colours);
            var behind = Task.Run(() => window.RunAsync(stop.Token), CancellationToken.None);
            // What ends behind the screen ends the screen as well, and is explained when it is gone.
            _ = behind.ContinueWith(ended => app.Invoke(() => app.RequestStop(window)), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            using var interrupt = cancel.Register(() => app.Invoke(() => app.RequestStop(window)));
            app.Run(window);
            await stop.CancelAsync();
            try
            {
                await behind;
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                // quit by key
            }
            return ExitCodes.Ok;
        });
        return verb;
    }
}
