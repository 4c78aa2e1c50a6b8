using System.CommandLine;
using Delegate.Cli.Interop;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary><c>delegate top</c>: everything at once, live, in the terminal. A program of its own (ADR 0064), which this one becomes.</summary>
internal static class TopCommand
{
    public static Command Create(CliContext context)
    {
        var verb = new Verb("top", "Watch everything live in the terminal, and act by keys: tasks, their graph, slots and readings, one task's output. ? shows the keys.",
            "delegate top",
            "ssh -t build-machine delegate top");
        verb.SetAction(async (parsed, cancel) =>
        {
            if (!context.Terminal.IsLive || !context.Terminal.CanAsk)
                throw CommonOptions.Usage("delegate top needs a terminal.", "delegate status --watch");
            var program = Find(AppContext.BaseDirectory);
            await context.Hosts.ConnectAsync(cancel); // what can go wrong is said before the screen is taken
            Libc.Become(program);
            throw new DelegateException(new(ErrorCodes.Internal, $"{program} cannot be run.", "delegate status --watch"));
        });
        return verb;
    }

    /// <summary>Beside this program, or built next to it.</summary>
    private static string Find(string ownFolder)
    {
        const string name = "delegate-top";
        var own = new DirectoryInfo(ownFolder.TrimEnd(Path.DirectorySeparatorChar));
        string[] places = [Path.Combine(ownFolder, name), Path.Combine(own.Parent?.Parent?.FullName ?? ownFolder, "Delegate.Top", own.Name, name)];
        return places.FirstOrDefault(File.Exists) ?? throw new DelegateException(new(
            ErrorCodes.Internal, $"The program of delegate top is neither {places[0]} nor {places[1]}.", "run eng/install.sh again, or build Delegate.sln; meanwhile: delegate status --watch"));
    }
}
