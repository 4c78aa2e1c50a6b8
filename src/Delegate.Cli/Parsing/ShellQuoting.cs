using System.Buffers;

namespace Delegate.Cli.Parsing;

/// <summary>Turns a list of arguments into one command line that <c>/bin/sh</c> splits into the same arguments.</summary>
internal static class ShellQuoting
{
    private static readonly SearchValues<char> Harmless =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./:,+@%");

    /// <summary>One argument is a command line already; several are quoted, each where it needs it.</summary>
    public static string CommandLine(IReadOnlyList<string> arguments) =>
        arguments.Count == 1 ? arguments[0] : string.Join(' ', arguments.Select(Quote));

    public static string Quote(string argument) =>
        argument.Length > 0 && !argument.AsSpan().ContainsAnyExcept(Harmless)
            ? argument
            : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
