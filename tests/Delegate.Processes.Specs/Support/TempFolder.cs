using System.Threading.Channels;
using Delegate.Actors.Processes.Linux;

namespace Delegate.Processes.Specs.Support;

/// <summary>A folder of one spec, deleted after it.</summary>
internal sealed class TempFolder : IDisposable
{
    public TempFolder() => Directory.CreateDirectory(Path);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"dlg-{System.IO.Path.GetRandomFileName()[..8]}");

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string Folder(string name) => Directory.CreateDirectory(File(name)).FullName;

    /// <summary>
    /// A program. Another process writes it: a descriptor of ours that is open for writing while some spec forks would
    /// make the kernel refuse to run it ("text file busy").
    /// </summary>
    public async Task<string> ProgramAsync(string name, string text)
    {
        await System.IO.File.WriteAllTextAsync(File(name + ".text"), text);
        await Shell.RunAsync($"cp '{File(name)}.text' '{File(name)}' && chmod 700 '{File(name)}'");
        return File(name);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <summary>What is in a file, once at least so many whole lines are.</summary>
    public static async Task<string[]> LinesAsync(KernelEvents kernel, string file, int atLeast = 1)
    {
        var looks = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var watch = kernel.WatchFolder(System.IO.Path.GetDirectoryName(file)!, () => looks.Writer.TryWrite(true));
        using var patience = new CancellationTokenSource(Patience.Long);
        while (true)
        {
            if (System.IO.File.Exists(file) && await System.IO.File.ReadAllTextAsync(file, patience.Token) is var text && text.Count(c => c == '\n') >= atLeast)
                return text[..(text.LastIndexOf('\n'))].Split('\n');
            await looks.Reader.ReadAsync(patience.Token);
        }
    }
}
