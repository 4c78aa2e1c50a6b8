namespace Delegate.Cli.Specs.Harness;

/// <summary>A folder of its own for one spec, deleted after it. Its path is short: a Unix socket's name has to fit.</summary>
internal sealed class TempFolder : IDisposable
{
    public TempFolder() => Directory.CreateDirectory(Path);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"dlg-{System.IO.Path.GetRandomFileName()[..8]}");

    public string Write(string name, string text)
    {
        var file = System.IO.Path.Combine(Path, name);
        File.WriteAllText(file, text);
        return file;
    }

    /// <summary>A program of a few lines for <c>/bin/sh</c>.</summary>
    public string WriteScript(string name, string text)
    {
        var file = Write(name, "#!/bin/sh\n" + text);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return file;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
