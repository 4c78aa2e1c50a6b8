using System.Globalization;

namespace Delegate.Bench;

/// <summary>What the command line says.</summary>
/// <param name="Delegate">The installed program: <c>eng/install.sh</c> makes it.</param>
/// <param name="Host">The host's program: the one beside it, unless another is named.</param>
/// <param name="Rounds">How often each thing is measured.</param>
/// <param name="Tasks">Tasks that are handed over at once.</param>
/// <param name="Concurrency">How many of them may run at once, for everybody.</param>
/// <param name="Scale">Divides the large sizes (10,000, 100,000 and a million): for trying a scenario out, never for a figure.</param>
internal sealed record BenchOptions(string Delegate, string Host, int Rounds, int Tasks, int Concurrency, int Scale)
{
    private static readonly string Installed = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share", "delegate", "delegate");

    public static BenchOptions Read(string[] arguments)
    {
        var options = new BenchOptions(Installed, "", 5, 200, 8, 1);
        for (var i = 0; i < arguments.Length; i += 2)
            options = (arguments[i], i + 1 < arguments.Length ? arguments[i + 1] : null) switch
            {
                ("--delegate", { } file) => options with { Delegate = Path.GetFullPath(file) },
                ("--host", { } file) => options with { Host = Path.GetFullPath(file) },
                ("--rounds", { } number) => options with { Rounds = Positive("--rounds", number) },
                ("--tasks", { } number) => options with { Tasks = Positive("--tasks", number) },
                ("--concurrency", { } number) => options with { Concurrency = Positive("--concurrency", number) },
                ("--scale", { } number) => options with { Scale = Positive("--scale", number) },
                var (option, value) => throw new BenchException($"'{option} {value}' is not an option."),
            };
        if (options.Host.Length == 0)
            options = options with { Host = Path.Combine(Path.GetDirectoryName(options.Delegate)!, "delegated") };
        return File.Exists(options.Host)
            ? options
            : throw new BenchException($"{options.Host} is not there: run eng/install.sh, or name the client with --delegate or the host with --host.");
    }

    /// <summary>A large size, smaller when this is but a trial.</summary>
    public int Large(int size) => Math.Max(10, size / Scale);

    private static int Positive(string option, string number) =>
        int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0
            ? value
            : throw new BenchException($"'{option} {number}' is not a number above 0.");
}

/// <summary>The measurement cannot be made, or would not be a fair one.</summary>
internal sealed class BenchException(string message) : Exception(message);
