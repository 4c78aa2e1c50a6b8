using System.Globalization;

namespace Delegate.Bench.Peers;

/// <summary>Quartz.NET over a SQLite file, as this build made it.</summary>
internal static class QuartzPeer
{
    public const string Name = "Quartz.NET 4.7.3 + SQLite";

    public static Task<LinePeer> StartAsync(Ground ground) => LinePeer.StartAsync(ground, new(
        Built.Program("Delegate.Bench.Quartz", "quartz-peer"),
        [ground.Folder("quartz"), ground.Options.Concurrency.ToString(CultureInfo.InvariantCulture)],
        new Dictionary<string, string?>(), ground.Folder("work")));
}

/// <summary>What this build made beside this program under <c>artifacts/bin</c>.</summary>
internal static class Built
{
    public static string Program(string project, string name)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var program = Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, name);
        return File.Exists(program) ? program : throw new BenchException($"{program} is not built.");
    }
}
