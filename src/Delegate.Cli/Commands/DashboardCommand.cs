using System.CommandLine;
using System.Diagnostics;
using System.Net;
using Delegate.Cli.Json;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary><c>delegate dashboard</c>: a link to the web page that signs a browser in.</summary>
internal static class DashboardCommand
{
    public static Command Create(CliContext context)
    {
        var json = CommonOptions.Json("one object with the link", ContractsJson.Default.LoginLink);
        var print = new Option<bool>("--print", "-p") { Description = "Only print the link: open no browser." };
        var verb = new Verb("dashboard", "Open the web page. The link works once, for five minutes; the browser stays signed in.",
            "delegate dashboard",
            "delegate dashboard --print     # for a browser elsewhere: ssh -L 4711:127.0.0.1:PORT first") { print, json };
        verb.SetAction(async (parsed, cancel) =>
        {
            var link = await (await context.Hosts.ConnectAsync(cancel)).CreateLoginLinkAsync(cancel);
            if (parsed.GetValue(json))
                context.Terminal.OutJson(link, ContractsJson.Default.LoginLink);
            else if (parsed.GetValue(print) || !HasScreen() || !Open(context.Home, link.Url))
                context.Terminal.Out(link.Url);
            else
                context.Terminal.Say("the web page opens in your browser");
            return ExitCodes.Ok;
        });
        return verb;
    }

    private static bool HasScreen() =>
        Environment.GetEnvironmentVariable("DISPLAY") is { Length: > 0 } || Environment.GetEnvironmentVariable("WAYLAND_DISPLAY") is { Length: > 0 };

    /// <summary>The browser is given a file that only the owner can read: arguments of programs can be read by everybody.</summary>
    private static bool Open(DelegateHome home, string url)
    {
        var file = Path.Combine(home.Path, "dashboard.html");
        File.Delete(file);
        using (var stream = new FileStream(file, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
        using (var writer = new StreamWriter(stream))
            writer.Write($"""<!doctype html><meta http-equiv="refresh" content="0;url={WebUtility.HtmlEncode(url)}"><title>Delegate</title>""");
        try
        {
            using var opener = Process.Start(new ProcessStartInfo("xdg-open", [file]) { RedirectStandardOutput = true, RedirectStandardError = true });
            return opener is not null;
        }
        catch (Exception missing) when (missing is System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
