using Delegate.Contracts;

namespace Delegate.Bridge.Hosting;

/// <summary>Finds the host's program, <c>delegated</c>.</summary>
internal static class HostLocator
{
    public const string Variable = "DELEGATE_HOST_EXE";
    private const string Program = "delegated";

    /// <summary>The path of the program; throws when there is none.</summary>
    /// <param name="environment">Reads a variable.</param>
    /// <param name="ownFolder">The folder of this program.</param>
    public static string Find(Func<string, string?> environment, string ownFolder)
    {
        if (environment(Variable) is { Length: > 0 } named)
            return File.Exists(named)
                ? Path.GetFullPath(named)
                : throw NotFound($"{Variable} is '{named}', and there is no such file.", $"unset {Variable}");

        var beside = Path.Combine(ownFolder, Program);
        if (File.Exists(beside))
            return beside;

        // Not installed but built: artifacts/bin/Delegate.Cli/debug is next to artifacts/bin/Delegate.Host/debug.
        var own = new DirectoryInfo(ownFolder.TrimEnd(Path.DirectorySeparatorChar));
        var built = Path.Combine(own.Parent?.Parent?.FullName ?? ownFolder, "Delegate.Host", own.Name, Program);
        return File.Exists(built)
            ? built
            : throw NotFound($"The host's program is neither {beside} nor {built}.", $"install it there, or name it in {Variable}");
    }

    private static DelegateException NotFound(string message, string hint) =>
        new(new(ErrorCodes.HostStartFailed, message, hint));
}
