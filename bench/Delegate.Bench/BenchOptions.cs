using System.Globalization;

namespace Delegate.Bench;

/// <summary>What the command line says.</summary>
/// <param name="Delegate">The installed program: <c>eng/install.sh</c> makes it.</param>
/// <param name="Rounds">How often each thing is measured.</param>
internal sealed record BenchOptions(string Delegate, int Rounds)
{
    public static BenchOptions Read(string[] arguments)
    {
        var options = new BenchOptions(
            Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share", "delegate", "delegate"), 7);
        for (var i = 0; i < arguments.Length; i += 2)
            options = (arguments[i], i + 1 < arguments.Length ? arguments[i + 1] : null) switch
            {
                ("--delegate", { } file) => options with { Delegate = Path.GetFullPath(file) },
                ("--rounds", { } number) when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) && rounds > 0 => options with { Rounds = rounds },
                var (option, value) => throw new BenchException($"'{option} {value}' is not an option."),
            };
        return File.Exists(options.Delegate)
            ? options
            : throw new BenchException($"{options.Delegate} is not there: run eng/install.sh, or name it with --delegate.");
    }
}

/// <summary>The measurement cannot be made, or would not be a fair one.</summary>
internal sealed class BenchException(string message) : Exception(message);
