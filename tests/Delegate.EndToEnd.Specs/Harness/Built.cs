namespace Delegate.EndToEnd.Specs.Harness;

/// <summary>The programs as this build made them: neighbours of this assembly under <c>artifacts/bin</c>.</summary>
public static class Built
{
    private static readonly DirectoryInfo Own = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    public static string Cli => Program("Delegate.Cli", "delegate");

    public static string Host => Program("Delegate.Host", "delegated");

    public static string FakeAgent => Program("Delegate.FakeAgent", "fake-agent");

    /// <summary>The folder of the sources.</summary>
    public static string Repository { get; } = FindUp(Own, "Delegate.sln");

    private static string Program(string project, string name)
    {
        var path = Path.Combine(Own.Parent!.Parent!.FullName, project, Own.Name, name);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is not built; build Delegate.sln first.");
    }

    private static string FindUp(DirectoryInfo from, string file)
    {
        for (var folder = from; folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, file)))
                return folder.FullName;
        throw new FileNotFoundException($"No folder above {from} holds {file}.");
    }
}
