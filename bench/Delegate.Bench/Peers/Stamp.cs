using System.Globalization;

namespace Delegate.Bench.Peers;

/// <summary>A program that says when it began and ended; the smallest there is, so that little of a gap is its own.</summary>
internal sealed class Stamp
{
    private readonly string _file;

    private Stamp(string program, string file) => (_file, Command) = (file, $"exec {program} {file}");

    /// <summary>For a shell.</summary>
    public string Command { get; }

    public static async Task<Stamp> CompileAsync(Ground ground, string name)
    {
        var program = Path.Combine(ground.Folder("stamp"), "stamp");
        if (!File.Exists(program))
        {
            var compiler = new[] { "gcc", "clang" }.FirstOrDefault(candidate => Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, candidate))))
                ?? throw new BenchException("Neither gcc nor clang is there.");
            await new Command(compiler, ["-O2", "-static", "-o", program, Path.Combine(AppContext.BaseDirectory, "Peers", "stamp.c")], new Dictionary<string, string?>(), ground.Folder("work")).RunAsync();
        }
        return new(program, Path.Combine(ground.Folder("stamp"), name));
    }

    /// <summary>Milliseconds from each end to the next start, of a chain that has run since the last question.</summary>
    public double[] Gaps(int tasks)
    {
        var stamps = File.ReadAllLines(_file).Select(line => line.Split(' ').Select(text => long.Parse(text, CultureInfo.InvariantCulture)).ToArray()).OrderBy(stamp => stamp[0]).ToList();
        File.Delete(_file);
        return stamps.Count == tasks
            ? [.. stamps.Zip(stamps.Skip(1), (parent, child) => (child[0] - parent[1]) / 1e6)]
            : throw new BenchException($"{_file} has {stamps.Count} of {tasks} tasks.");
    }
}
