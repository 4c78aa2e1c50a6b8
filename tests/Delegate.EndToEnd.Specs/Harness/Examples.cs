namespace Delegate.EndToEnd.Specs.Harness;

/// <summary>The examples of the repository, as in a fresh clone.</summary>
public static class Examples
{
    /// <summary>Copies them to where nothing has been built yet; the folder of the copy.</summary>
    public static string CopyTo(Bench bench)
    {
        var source = Path.Combine(Built.Repository, "examples");
        var target = bench.PathOf("examples");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        return target;
    }
}
