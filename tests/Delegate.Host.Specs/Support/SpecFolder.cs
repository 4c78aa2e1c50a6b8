using Delegate.Contracts;

namespace Delegate.Host.Specs.Support;

/// <summary>A data folder of one spec, deleted after. Short, because a socket's path is.</summary>
internal sealed class SpecFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dlg-");

    public DelegateHome Home => new(Path.Combine(_folder.FullName, "home"));

    /// <summary>Beside the data folder, for anything else.</summary>
    public string Folder => _folder.FullName;

    /// <summary>The folder of the sources.</summary>
    public static string Sources { get; } = FindSources();

    private static string FindSources()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Delegate.sln")))
            folder = folder.Parent ?? throw new FileNotFoundException("Delegate.sln is in no folder above.");
        return folder.FullName;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
