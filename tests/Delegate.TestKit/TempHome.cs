using Delegate.Contracts;

namespace Delegate.TestKit;

/// <summary>A data folder of its own for one spec, deleted after it. Its path is short: a Unix socket's name has to fit.</summary>
public sealed class TempHome : IDisposable
{
    /// <summary>Makes it.</summary>
    public TempHome()
    {
        Home = new DelegateHome(Path.Combine(Path.GetTempPath(), $"dlg-{Path.GetRandomFileName()[..8]}"));
        Home.Create();
    }

    /// <summary>The folder.</summary>
    public DelegateHome Home { get; }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Home.Path, recursive: true);
}
